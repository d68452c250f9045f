"""Addresses of a person's rights, and of those who answer."""

from django.urls import path

from courses.rights import desk_views, views

urlpatterns = [
    path("me/profile/held/", views.held, name="held"),
    path("me/profile/copy/", views.own_copy, name="own-copy"),
    path("me/profile/correction/", views.correction, name="correction"),
    path("me/profile/erasure/", views.erasure, name="erasure"),
    path("desk/corrections/", desk_views.corrections, name="corrections"),
    path("desk/corrections/<uuid:pk>/", desk_views.correction_answer, name="correction-answer"),
    path("desk/learners/<int:pk>/erase/", desk_views.erasure_desk, name="erasure-desk"),
]
