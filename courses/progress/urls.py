"""Addresses of taking a quiz."""

from django.urls import path

from courses.progress import views

urlpatterns = [
    path("quiz/<uuid:key>/", views.quiz, name="quiz"),
    path("quiz/<uuid:key>/<int:number>/", views.quiz_question, name="quiz-question"),
    path("quiz/<uuid:key>/result/<uuid:attempt_id>/", views.quiz_result, name="quiz-result"),
]
