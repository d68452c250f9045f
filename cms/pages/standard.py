"""Pages of plain text: about, privacy, credits."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks.body import PlainBody
from cms.pages.base import HousePage


class StandardPage(HousePage):
    """A page of text beside the lessons."""

    body = StreamField(PlainBody(), verbose_name=_("content"), blank=True)

    content_panels = [*HousePage.content_panels, FieldPanel("body")]
    template = "cms/standard_page.html"
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")
