"""Addresses of public files, under `/files/`."""

from django.urls import path

from media import views

urlpatterns = [
    path("clips/<uuid:key>/<int:revision>/<str:name>", views.clip_file, name="clip-file"),
    path(
        "clips/<uuid:key>/captions/<str:language>-<str:digest>.vtt", views.sent_captions, name="clip-captions"
    ),
    path("public/images/<str:name>", views.picture_file, name="picture-file"),
]
