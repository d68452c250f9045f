"""Addresses of closed months and years."""

from django.urls import path

from courses.reports.months import views

urlpatterns = [
    path("desk/months/", views.months, name="months"),
    path("desk/months/close/", views.month_close, name="month-close"),
    path("desk/months/<int:year>-<int:month>/", views.month_closed, name="month-closed"),
    path("desk/months/year/<int:year_be>/", views.year_closed, name="year-closed"),
]
