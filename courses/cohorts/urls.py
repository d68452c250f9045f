"""Addresses of joining, of a person's own page and of the desk's rosters."""

from django.urls import path

from courses.cohorts import join_views, profile_views
from courses.stubs import stub

urlpatterns = [
    path("j/", join_views.join_code, name="join-code"),
    path("j/<str:code>/", join_views.join, name="join"),
    path("me/profile/", profile_views.profile, name="profile"),
    path("desk/cohorts/", stub, name="cohorts"),
    path("desk/cohorts/new/", stub, name="cohort-new"),
    path("desk/cohorts/<int:pk>/edit/", stub, name="cohort-edit"),
    path("desk/cohorts/<int:pk>/roster/", stub, name="roster"),
    path("desk/cohorts/<int:pk>/poster/", stub, name="poster"),
]
