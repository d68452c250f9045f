"""Addresses of joining, of a person's own page and of the desk's rosters."""

from django.urls import path

from courses.cohorts import desk_views, join_views, phone_views, profile_views, roster_views

urlpatterns = [
    path("j/", join_views.join_code, name="join-code"),
    path("j/<str:code>/", join_views.join, name="join"),
    path("me/profile/", profile_views.profile, name="profile"),
    path("me/profile/phones/<int:token>/stop/", phone_views.phone_revoke, name="phone-revoke"),
    path(
        "desk/learners/<int:pk>/phones/<int:token>/stop/",
        phone_views.phone_revoke_desk,
        name="phone-revoke-desk",
    ),
    path("desk/cohorts/", desk_views.cohorts, name="cohorts"),
    path("desk/cohorts/new/", desk_views.cohort_new, name="cohort-new"),
    path("desk/cohorts/<int:pk>/edit/", desk_views.cohort_edit, name="cohort-edit"),
    path("desk/cohorts/<int:pk>/state/", desk_views.cohort_state, name="cohort-state"),
    path("desk/cohorts/<int:pk>/poster/", desk_views.poster, name="poster"),
    path("desk/cohorts/<int:pk>/qr.svg", desk_views.qr, name="qr"),
    path("desk/cohorts/<int:pk>/roster/", roster_views.roster, name="roster"),
    path("desk/cohorts/<int:pk>/roster/add/", roster_views.roster_add, name="roster-add"),
    path("desk/enrolments/<int:pk>/", roster_views.roster_person, name="roster-person"),
]
