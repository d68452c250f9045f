"""A track: the foundation, online shop, short clips, live-streaming."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.admin.forms import PublishablePageForm
from cms.admin.panels import SourceFieldPanel
from cms.pages.base import SourcedManager, SourcedPage


class CourseIcon(models.TextChoices):
    """The drawing beside a course, one of the house's line icons."""

    BOOK = "book", _("Book")
    SHOP = "shop", _("Shop")
    CLIP = "clip", _("Clip")
    LIVE = "live", _("Live")


class CoursePage(SourcedPage):
    """An ordered row of lessons. Its code joins it to the register's track and never changes."""

    code = models.SlugField(
        _("code"), max_length=32, blank=True, help_text=_("Latin letters, for example short-clips.")
    )
    is_foundation = models.BooleanField(_("foundation for everyone"), default=False)
    icon = models.CharField(_("icon"), max_length=8, choices=CourseIcon.choices, default=CourseIcon.BOOK)
    summary = models.CharField(_("in one line"), max_length=120, blank=True)
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    objects = SourcedManager()

    content_panels = [
        *SourcedPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("intro"),
        SourceFieldPanel("code"),
        SourceFieldPanel("is_foundation"),
        SourceFieldPanel("icon"),
    ]
    base_form_class = PublishablePageForm
    # A copy is another track: it asks its editor for a code of its own.
    exclude_fields_in_copy = ["code"]
    template = "cms/course_page.html"
    parent_page_types = ["cms.CourseIndexPage"]
    subpage_types = ["cms.LessonPage"]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def clean(self) -> None:
        """Refuse to stand live without a code of its own."""
        super().clean()
        if self.live:
            self.check_publishable()

    def check_publishable(self, parent: Page | None = None) -> None:
        """Raise ValidationError with what is missing before the course may appear."""
        if not self.is_source:
            return
        if not self.code:
            raise ValidationError({"code": _("Give the course a code, for example short-clips.")})
        others = CoursePage.objects.filter(code=self.code, locale_id=self.locale_id, alias_of=None)
        if others.exclude(pk=self.pk).exists():
            raise ValidationError({"code": _("Another course has this code already. Choose another one.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add this course's lessons in order."""
        from cms.pages.outline import courses_with_lessons

        context = super().get_context(request, *args, **kwargs)
        outlines = courses_with_lessons(self.locale)
        context["outline"] = next((o for o in outlines if o.page.pk == self.pk), None)
        return context
