"""Addresses of public clip files, under `/files/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
