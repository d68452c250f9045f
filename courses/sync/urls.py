"""Addresses of what could not be stored."""

from django.urls import path

from courses.sync import views

urlpatterns = [
    path("me/waiting/", views.my_rejected, name="my-rejected"),
    path("desk/rejected/", views.rejected, name="rejected"),
    path("desk/rejected/<int:pk>/replay/", views.rejected_replay, name="rejected-replay"),
]
