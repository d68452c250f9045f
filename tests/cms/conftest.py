"""A real browser for the classroom's journeys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def open_page(chromium: Any, live_server: Any) -> Callable[..., Any]:
    """Open a page at a width, as somebody or nobody; what the browser complains about is kept in `.said`."""

    def opened(
        width: int = 390, *, user: Any = None, script: bool = True, zoom: int = 1, **options: Any
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            device_scale_factor=zoom,
            base_url=live_server.url,
            java_script_enabled=script,
            **options,
        )
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.said = []
        page.on(
            "console", lambda message: page.said.append(message.text) if message.type == "error" else None
        )
        return page

    return opened


def faults(page: Any) -> list[str]:
    """Return what axe-core finds, and whether the page scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    found = [
        f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
        for fault in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    return found
