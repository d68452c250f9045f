"""Addresses of coming in and going out."""

from django.urls import path

from courses.stubs import stub

urlpatterns = [
    path("sign-in/", stub, name="account_login"),
    path("sign-in/staff/", stub, name="staff-login"),
    path("sign-in/code/", stub, name="forgot-pin"),
    path("sign-in/password/", stub, name="change-password"),
    path("sign-out/", stub, name="account_logout"),
]
