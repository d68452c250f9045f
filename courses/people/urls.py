"""Addresses of a learner's own facts."""

from django.urls import path

from courses.stubs import stub

urlpatterns = [
    path("notice/", stub, name="notice"),
    path("me/profile/", stub, name="profile"),
    path("me/profile/about/", stub, name="about-me"),
    path("me/profile/phone/", stub, name="change-phone"),
    path("me/profile/pin/", stub, name="change-pin"),
]
