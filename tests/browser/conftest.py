"""A real Chromium before the demonstration as it is served: gunicorn, hashed files, strict policy."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.walker import Walker
from tests.demo_site import Site

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def walk(chromium: Any, demo_site: Site) -> Iterator[Callable[..., Walker]]:
    """Return a function that opens a window of one person: `walk()` a phone, `walk(desk=True)` a desk."""
    contexts: list[Any] = []

    def opened(*, desk: bool = False, script: bool = True, **more: Any) -> Walker:
        context = chromium.new_context(
            **{**(DESK if desk else PHONE), **more},
            base_url=demo_site.address,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            java_script_enabled=script,
            service_workers="block",
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Walker(context.new_page(), demo_site)

    yield opened
    for context in contexts:
        context.close()
