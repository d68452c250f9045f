"""Addresses of taking a quiz."""

from django.urls import path

from courses.stubs import stub

urlpatterns = [
    path("quiz/<uuid:key>/", stub, name="quiz"),
]
