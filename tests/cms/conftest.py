"""A real browser for the classroom's journeys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browsing import sign_in


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
            sign_in(context, user, live_server.url)
        page = context.new_page()
        page.said = []
        page.on(
            "console", lambda message: page.said.append(message.text) if message.type == "error" else None
        )
        return page

    return opened
