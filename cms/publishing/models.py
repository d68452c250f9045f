"""Lessons that wait for a clip before they appear."""

from django.conf import settings
from django.db import models


class AwaitedLesson(models.Model):
    """A lesson whose `revision` is published by itself as soon as all its chosen clips can be played."""

    page = models.OneToOneField("cms.LessonPage", models.CASCADE, related_name="awaited")
    revision = models.ForeignKey("wagtailcore.Revision", models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"lesson page {self.page_id} waits for its clip"
