"""Pages of the film room."""

from django.urls import path

from media import views

urlpatterns = [
    path("clips/<uuid:key>/", views.clip, name="clip"),
]
