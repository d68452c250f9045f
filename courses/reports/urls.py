"""Addresses of what is read across rooms: the learner's home, the cohort view, the goal."""

from django.urls import path

from courses.reports import drill_views, views

urlpatterns = [
    path("me/", views.home, name="home"),
    path("number/", views.number, name="number"),
    path("desk/", views.desk, name="desk"),
    path("desk/goal/", views.goal, name="goal"),
    path("desk/drill/", drill_views.drill, name="drill"),
    path("desk/cohorts/<int:pk>/", views.cohort, name="cohort"),
    path("desk/learners/<int:pk>/", views.learner, name="learner"),
]
