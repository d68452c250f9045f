"""Addresses of the classroom beside the pages themselves."""

from django.urls import path

from cms import views

urlpatterns = [
    path("lessons/", views.lessons, name="lessons"),
    path("calculator/", views.calculator, name="calculator"),
]
