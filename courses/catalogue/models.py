"""Tracks and lessons as the register knows them. The pages live in `cms`; the key joins the two."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from courses.catalogue.querysets import LessonQuerySet


class Track(models.Model):
    """An ordered part of the path: the foundation, then online shops, short clips, live-streaming."""

    code = models.SlugField(primary_key=True, max_length=32)
    position = models.PositiveSmallIntegerField(unique=True)
    title_th = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    is_foundation = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the title in the page's language."""
        return self.title_en if get_language() == "en" else self.title_th


class Lesson(models.Model):
    """What the register keeps of a lesson. Its key is the `translation_key` of its pages.

    Written by `courses.quizzes.actions.publish_lesson` only. A lesson is withdrawn, never deleted:
    results point at it. `practice_kinds` lists what a learner sends: text, checklist, photo,
    audio, video; an empty list means that the lesson has no practice task.
    """

    key = models.UUIDField(primary_key=True, editable=False)
    code = models.CharField(max_length=16, blank=True)
    track = models.ForeignKey(Track, models.PROTECT, related_name="lessons")
    position = models.PositiveSmallIntegerField(default=0)
    title_th = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=True)
    path_th = models.CharField(max_length=255, blank=True)
    path_en = models.CharField(max_length=255, blank=True)
    clip_key = models.UUIDField(null=True, blank=True)
    practice_kinds = models.JSONField(default=list)
    practice_th = models.TextField(blank=True)
    practice_en = models.TextField(blank=True)
    practice_checklist = models.JSONField(default=list)
    milestone_code = models.CharField(max_length=2, blank=True)
    milestone_th = models.TextField(blank=True)
    milestone_en = models.TextField(blank=True)
    search_text = models.TextField(blank=True, editable=False)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["track__position", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(code=""),
                name="lesson_code_is_unique_among_live_lessons",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the title in the page's language, Thai where there is no English one."""
        return (self.title_en if get_language() == "en" else "") or self.title_th

    @property
    def path(self) -> str:
        """Return the address of the lesson's page in the page's language, else the Thai one."""
        return (self.path_en if get_language() == "en" else "") or self.path_th

    @property
    def practice_text(self) -> str:
        """Return the practice task in the page's language, Thai where there is no English one."""
        return (self.practice_en if get_language() == "en" else "") or self.practice_th

    @property
    def has_practice(self) -> bool:
        """Tell whether the learner has something to send to the trainer."""
        return bool(self.practice_kinds)
