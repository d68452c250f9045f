"""The list of all courses, which is `/lessons/` in each language."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import HousePage

SLUG = "lessons"


class CourseIndexPage(HousePage):
    """The path in order: the foundation first, then the tracks."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*HousePage.content_panels, FieldPanel("intro")]
    template = "cms/course_index_page.html"
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CoursePage"]

    class Meta:
        verbose_name = _("list of courses")
        verbose_name_plural = _("lists of courses")

    def clean(self) -> None:
        """Keep the address: buttons, posters and phones know the list as /lessons/."""
        super().clean()
        if self.slug and self.slug != SLUG:
            raise ValidationError({"slug": _("The list of courses keeps the address “lessons”.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the courses with their lessons, in order."""
        from cms.pages.outline import courses_with_lessons

        context = super().get_context(request, *args, **kwargs)
        context["courses"] = courses_with_lessons(self.locale)
        return context
