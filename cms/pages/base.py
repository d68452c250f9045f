"""What every page of the site shares: drafts stay drafts, changes are whole, HTML is shared."""

from http import HTTPMethod
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from cms.admin.copying import DraftCopyForm


class HousePage(Page):
    """A page of this site. Publishing, unpublishing and deleting happen with the register or not at all.

    Wagtail commits the page first and tells others afterwards; the transactions here make the two
    one step, also for scheduled publishing. The admin's own views are wrapped in `cms.admin.urls`.
    """

    copy_form_class = DraftCopyForm
    # Forms have pages of their own, so a page is only ever read.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    show_in_menus_default = False

    class Meta:
        abstract = True

    @property
    def is_source(self) -> bool:
        """Tell whether this page is in the language that owns state and quiz (Thai) and is no alias."""
        return self.alias_of_id is None and self.locale.language_code == settings.LANGUAGE_CODE

    @property
    def path_here(self) -> str:
        """Return the page's address without the host, «/en/lessons/»; empty where it has none."""
        parts = self.get_url_parts()
        return (parts[2] or "") if parts else ""

    def in_language(self, code: str) -> "HousePage | None":
        """Return the live page with the same key in another language, if there is one."""
        pages = type(self).objects.filter(
            translation_key=self.translation_key, locale__language_code=code, live=True
        )
        found: HousePage | None = pages.first()
        return found

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way to the other language: this page's translation, or its front page."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        other = "th" if self.locale.language_code == "en" else "en"
        translated = self.in_language(other)
        home = "/" if other == "th" else "/en/"
        context["other_language_path"] = (translated.path_here if translated else "") or home
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the shared HTML; a page with view restrictions is rendered for its reader alone."""
        from cms.shared.answers import answer

        if self.get_view_restrictions():
            response: HttpResponseBase = super().serve(request, *args, **kwargs)
            response.headers["Cache-Control"] = "private, no-store"
            return response
        return answer(self, request)

    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision and write the register in one transaction."""
        return super().publish(*args, **kwargs)

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        """Take the page down and withdraw its lesson in one transaction."""
        return super().unpublish(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the page and everything below it; results stay, lessons are withdrawn."""
        return super().delete(*args, **kwargs)

    @transaction.atomic
    def move(self, *args: Any, **kwargs: Any) -> Any:
        """Move the page; the register learns the new addresses in the same transaction."""
        return super().move(*args, **kwargs)

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Copy the page as a draft: Wagtail's default would publish the copy at once."""
        kwargs["keep_live"] = False
        return super().copy(*args, **kwargs)


class SourceQuerySet(PageQuerySet):
    """Pages whose Thai version holds the facts of both languages."""

    def sources(self) -> "SourceQuerySet":
        """Return the pages in the source language that are no aliases."""
        return self.filter(locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True)


class SourcedPage(HousePage):
    """A page whose facts (code, minutes, icon) stand on the Thai page only and hold for its translations."""

    _source: "SourcedPage | None" = None

    class Meta:
        abstract = True

    @property
    def source(self) -> Any:
        """Return the page that holds the facts: this one, its Thai translation or what it is an alias of."""
        if self.is_source:
            return self
        if self._source is None:
            found = type(self).objects.sources().filter(translation_key=self.translation_key).first()
            if found is None and self.alias_of_id:
                found = self.alias_of.specific.source
            self._source = found
        return self._source or self

    def remember_source(self, page: "SourcedPage | None") -> None:
        """Keep a source that a list has already read, so that no page asks for its own."""
        self._source = page


SourcedManager = PageManager.from_queryset(SourceQuerySet)
