"""The register: who learns, what they did, who can sell."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """One app made of rooms; `courses.models` re-exports their models."""

    name = "courses"
    verbose_name = "ทะเบียนผู้เรียน"

    def ready(self) -> None:
        """Let rooms below ask and tell those above: closed months, who may be one person, steps that fell."""
        from courses.cohorts.twins import use_twin_note
        from courses.duplicates.behind import let_the_next_stand
        from courses.duplicates.listed import suggest_listed
        from courses.milestones.fallen import use_after_fall
        from courses.milestones.months import use_month_check
        from courses.reports.months.calendar import month_is_closed

        use_month_check(month_is_closed)
        use_after_fall(let_the_next_stand)
        use_twin_note(suggest_listed)
