"""Addresses of a learner's own facts."""

from django.urls import path

from courses.people import views

urlpatterns = [
    path("notice/", views.notice, name="notice"),
    path("me/profile/about/", views.about_me, name="about-me"),
    path("me/profile/phone/", views.change_phone, name="change-phone"),
    path("me/profile/pin/", views.change_pin, name="change-pin"),
    path("me/profile/consents/<str:purpose>/", views.consent, name="consent"),
]
