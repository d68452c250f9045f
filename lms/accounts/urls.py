"""Addresses of coming in and going out. allauth's own pages are not among them."""

from django.urls import path

from lms.accounts import views

urlpatterns = [
    path("sign-in/", views.account_login, name="account_login"),
    path("sign-in/staff/", views.staff_login, name="staff-login"),
    path("sign-in/code/", views.forgot_pin, name="forgot-pin"),
    path("sign-in/password/", views.change_password, name="change-password"),
    path("sign-out/", views.account_logout, name="account_logout"),
]
