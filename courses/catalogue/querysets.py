"""Which lessons there are, and which ones a Thai word finds."""

from typing import Any

from django.db import models

from lms.text import fold


class LessonQuerySet(models.QuerySet[Any]):
    """Lessons for the path, the cohort table and the search box."""

    def live(self) -> "LessonQuerySet":
        """Return the lessons that are published now, in the order of the path."""
        return self.filter(withdrawn_at__isnull=True).select_related("track")

    def matching(self, query: str) -> "LessonQuerySet":
        """Return the live lessons whose folded text holds every word of the query.

        Thai writes no spaces, so a word is found as a substring; at tens of lessons this needs no
        index, and it answers the same on SQLite and PostgreSQL.
        """
        found = self.live()
        words = fold(query).split()
        if not words:
            return found.none()
        for word in words:
            found = found.filter(search_text__contains=word)
        return found
