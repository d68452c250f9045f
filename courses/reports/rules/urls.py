"""Addresses of the rules."""

from django.urls import path

from courses.reports.rules import views

urlpatterns = [
    path("desk/rules/", views.rules, name="rules"),
    path("desk/rules/evidence/", views.rules_evidence, name="rules-evidence"),
    path("desk/rules/counting/", views.rules_counting, name="rules-counting"),
    path("desk/rules/definition/", views.rules_definition, name="rules-definition"),
    path("desk/rules/target/", views.rules_target, name="rules-target"),
]
