"""What Wagtail asks of this app when its admin starts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.models import Page

from cms.admin.clips import clip_chooser_viewset
from cms.admin.viewsets import ProgrammeViewSetGroup, shown_items
from cms.admin.waiting import ask_first


@hooks.register("register_admin_viewset")
def clip_chooser() -> Any:
    """Register the window in which a clip is chosen."""
    return clip_chooser_viewset


@hooks.register("register_admin_viewset")
def programme() -> ProgrammeViewSetGroup:
    """Register communities, cohorts and targets."""
    return ProgrammeViewSetGroup()


@hooks.register("before_publish_page")
def clip_first(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Ask before a lesson appears whose clip is not ready."""
    return ask_first(request, page)


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
def menus(request: HttpRequest, items: list[Any]) -> None:
    """Show only what this site uses: roles are granted at the desk, lessons carry no documents."""
    shown_items(request, items)


@hooks.register("insert_global_admin_js")
def making() -> SafeString:
    """Let the clips in the chooser's window tell how far they are; the window itself loads no script."""
    tags = [(static(f"cms/{name}.js"),) for name in ("making", "chooser")]
    return format_html_join("\n", '<script type="module" src="{}"></script>', tags)


@hooks.register("insert_global_admin_css")
def face() -> SafeString:
    """Write the content admin in our face: a computer without Thai letters of its own shows boxes."""
    sheets = [(static(name),) for name in ("lms/tokens.css", "cms/admin.css")]
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', sheets)


@hooks.register("register_icons")
def icons(known: list[str]) -> list[str]:
    """Add the drawing of the calculator to Wagtail's icons."""
    return [*known, "cms/icons/calculator.svg"]
