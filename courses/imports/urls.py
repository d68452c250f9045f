"""Addresses of lists that come in."""

from django.urls import path

from courses.imports import views

urlpatterns = [
    path("desk/cohorts/<int:pk>/import/", views.import_, name="import"),
    path("desk/imports/<uuid:key>/", views.import_list, name="import-list"),
    path("desk/imports/<uuid:key>/columns/", views.import_columns, name="import-columns"),
    path("desk/imports/<uuid:key>/confirm/", views.import_confirm, name="import-confirm"),
    path("desk/imports/<uuid:key>/left-out.csv", views.import_left_out, name="import-left-out"),
    path("desk/imports/<uuid:key>/cards/", views.import_cards, name="import-cards"),
]
