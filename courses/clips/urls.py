"""Addresses of the clip maker."""

from django.urls import path

from courses.clips import file_views, views

urlpatterns = [
    path("me/clips/", views.shop_clips, name="shop-clips"),
    path("me/clips/new/", views.shop_clip_new, name="shop-clip-new"),
    path("me/clips/<uuid:pk>/", views.shop_clip, name="shop-clip"),
    path("files/my-clips/<uuid:pk>/<str:quality>.mp4", file_views.shop_clip_file, name="shop-clip-file"),
    path("files/my-clips/photos/<uuid:pk>/", file_views.shop_clip_photo, name="shop-clip-photo"),
]
