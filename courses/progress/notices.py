"""What a learner should know when a lesson or its quiz changed under their hands."""

from django.utils.translation import gettext as _

from courses.quizzes.models import QuizVersion


def quiz_notice(version: QuizVersion) -> str:
    """Return a sentence for a learner who answered this version, empty where nothing changed."""
    if version.lesson.withdrawn_at is not None:
        return _("This lesson is closed for now. Your answers are kept; go on with another lesson.")
    if not version.is_current:
        return _("This quiz was changed while you answered. Your answers count for the questions you saw.")
    return ""
