"""Addresses of profiles that may be one person."""

from django.urls import path

from courses.duplicates import desk_views, views

urlpatterns = [
    path("me/merged/", views.merged_profile, name="merged-profile"),
    path("desk/duplicates/", desk_views.duplicates, name="duplicates"),
    path("desk/duplicates/look/", desk_views.duplicates_look, name="duplicates-look"),
    path("desk/duplicates/<int:pk>/", desk_views.duplicate, name="duplicate"),
    path("desk/duplicates/<int:pk>/same/", desk_views.duplicate_merge, name="duplicate-merge"),
    path("desk/duplicates/<int:pk>/apart/", desk_views.duplicate_apart, name="duplicate-apart"),
    path("desk/duplicates/merges/<int:pk>/", desk_views.merge, name="merge"),
    path("desk/duplicates/merges/<int:pk>/undo/", desk_views.merge_undo, name="merge-undo"),
]
