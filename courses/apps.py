"""The register: who learns, what they did, who can sell."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """One app made of rooms; `courses.models` re-exports their models."""

    name = "courses"
    verbose_name = "ทะเบียนผู้เรียน"

    def ready(self) -> None:
        """Let the room of milestones, which lies below, know which months are closed."""
        from courses.milestones.months import use_month_check
        from courses.reports.months.calendar import month_is_closed

        use_month_check(month_is_closed)
