"""A lesson: clip, key points, practice and quiz, the same page for everybody."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.admin.forms import PublishablePageForm
from cms.admin.panels import SourceFieldPanel
from cms.blocks.body import LessonBody
from cms.pages.base import SourcedManager, SourcedPage


class LessonPage(SourcedPage):
    """One lesson in one language. The Thai page owns the lesson's state, facts and quiz."""

    code = models.CharField(_("code"), max_length=16, blank=True, help_text=_("Short, for example F1."))
    objective = models.CharField(_("what one can do afterwards"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    is_required = models.BooleanField(_("required for finishing the course"), default=True)
    needs_officer = models.BooleanField(_("an officer must confirm the rules"), default=False)
    checked_on = models.DateField(_("rules checked on"), null=True, blank=True)
    body = StreamField(LessonBody(), verbose_name=_("content"), blank=True)

    objects = SourcedManager()

    content_panels = [
        *SourcedPage.content_panels,
        FieldPanel("objective"),
        MultiFieldPanel(
            [SourceFieldPanel("code"), SourceFieldPanel("minutes"), SourceFieldPanel("is_required")],
            heading=_("Place in the course"),
        ),
        MultiFieldPanel(
            [SourceFieldPanel("needs_officer"), SourceFieldPanel("checked_on")],
            heading=_("Rules of the law"),
        ),
        FieldPanel("body"),
    ]
    base_form_class = PublishablePageForm
    # A copy is another lesson: it asks its editor for a code of its own.
    exclude_fields_in_copy = ["code"]
    template = "cms/lesson_page.html"
    parent_page_types = ["cms.CoursePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def lesson_key(self) -> uuid.UUID:
        """Return the lesson's identity in the register, shared by both languages."""
        key: uuid.UUID = self.source.translation_key
        return key

    def clean(self) -> None:
        """Refuse to stand live without what the register needs."""
        super().clean()
        if self.live:
            self.check_publishable()

    def check_publishable(self, parent: Page | None = None) -> None:
        """Raise ValidationError with what is missing before the lesson may appear."""
        if not self.is_source:
            return
        if self.needs_officer and self.checked_on is None:
            raise ValidationError({"checked_on": _("Say on which day the rules were checked.")})
        if not self.code:
            raise ValidationError({"code": _("Give the lesson a code, for example F6.")})
        others = LessonPage.objects.sources().live().filter(code=self.code).exclude(pk=self.pk)
        if others.exists():
            raise ValidationError({"code": _("Another lesson has this code already. Choose another one.")})
        course = parent or (self.get_parent() if self.path else None)
        if course is not None and not course.specific.source.code:
            raise ValidationError(_("First give the course of this lesson a code."))

    def blocks(self, kind: str) -> list[Any]:
        """Return the body's blocks of one kind, in order."""
        return [block for block in self.body if block.block_type == kind]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the lesson's place in its course, its clip and what comes next."""
        from cms.pages.lesson_context import lesson_context

        context = super().get_context(request, *args, **kwargs)
        context.update(lesson_context(self))
        return context
