"""Addresses of the classroom beside the pages themselves."""

from django.urls import path

from courses.stubs import stub

urlpatterns = [
    path("lessons/", stub, name="lessons"),
]
