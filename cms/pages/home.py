"""The front page: who this is for, two doors, what one learns, the number."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import HousePage
from courses.reports.goal import headline
from lms.dates import now


class HomePage(HousePage):
    """The root of one language's tree."""

    headline = models.TextField(_("headline"), max_length=120, help_text=_("A line break starts a new line."))
    promise = models.TextField(_("promise"), max_length=300, blank=True)

    content_panels = [*HousePage.content_panels, FieldPanel("headline"), FieldPanel("promise")]
    template = "cms/home_page.html"
    max_count_per_parent = 2
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.CourseIndexPage", "cms.StandardPage"]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the tracks with their number of lessons, and the figure of the year."""
        from cms.pages.outline import courses_with_lessons
        from cms.pages.standard import StandardPage

        context = super().get_context(request, *args, **kwargs)
        context["courses"] = courses_with_lessons(self.locale)
        context["figure"] = headline(at=now())
        context["footer_pages"] = list(StandardPage.objects.live().child_of(self).order_by("path"))
        return context
