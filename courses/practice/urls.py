"""Addresses of practice work: the learner's page, the trainer's queue and the files."""

from django.urls import path

from courses.practice import desk_views, file_views, views

urlpatterns = [
    path("practice/<uuid:key>/", views.practice, name="practice"),
    path("desk/practice/", desk_views.review, name="review"),
    path("desk/practice/<uuid:pk>/", desk_views.review_work, name="review-work"),
    path("desk/practice/files/<uuid:pk>/again/", desk_views.practice_file_again, name="practice-file-again"),
    path("files/practice/<uuid:pk>/", file_views.practice_file, name="practice-file"),
]
