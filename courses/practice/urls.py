"""Addresses of practice work: the learner's page and the trainer's queue."""

from django.urls import path

from courses.stubs import stub

urlpatterns = [
    path("practice/<uuid:key>/", stub, name="practice"),
    path("desk/practice/", stub, name="review"),
]
