"""Addresses of what is read across rooms: the learner's home, the cohort view, the goal."""

from django.urls import path

from courses.reports import views
from courses.stubs import stub

urlpatterns = [
    path("me/", views.home, name="home"),
    path("desk/", stub, name="desk"),
    path("desk/goal/", stub, name="goal"),
    path("desk/cohorts/<int:pk>/", views.cohort, name="cohort"),
    path("desk/learners/<int:pk>/", views.learner, name="learner"),
]
