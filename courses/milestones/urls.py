"""Addresses of my shop and of the evidence queue."""

from django.urls import path

from courses.stubs import stub

urlpatterns = [
    path("me/shop/", stub, name="shop"),
    path("me/shop/<str:milestone>/", stub, name="claim"),
    path("desk/evidence/", stub, name="evidence"),
]
