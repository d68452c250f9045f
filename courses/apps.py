"""The register: who learns, what they did, who can sell."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """One app made of rooms; `courses.models` re-exports their models."""

    name = "courses"
    verbose_name = "ทะเบียนผู้เรียน"
