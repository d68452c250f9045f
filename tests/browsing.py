"""A real Chromium for tests that walk a journey; `chromium` and `page_of` are fixtures of every test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from lms.accounts.models import User


@pytest.fixture(scope="session")
def browser_of_the_worker() -> Iterator[Any]:
    """Start the system's Chromium once for each of xdist's workers: it costs a second each time."""
    playwright = pytest.importorskip("playwright.sync_api")
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.skip('No Chromium is installed: run "sudo apt-get install chromium", then the tests again.')
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in this thread
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def chromium(browser_of_the_worker: Any) -> Iterator[Any]:
    """Lend the browser to one test. What it left open is closed, else its pages would go on asking."""
    yield browser_of_the_worker
    for context in browser_of_the_worker.contexts:
        context.close()


def sign_in(context: Any, user: User, url: str) -> None:
    """Give a browser the cookies that signing in sets."""
    client = Client()
    client.force_login(user)
    cookies = {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.CSRF_COOKIE_NAME: "t" * 32,
    }
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])


@pytest.fixture
def page_of(chromium: Any, live_server: Any) -> Callable[..., Any]:
    """Open a page of the running site, signed in as somebody or as nobody."""

    def opened(user: User | None, width: int, *, script: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            base_url=live_server.url,
            java_script_enabled=script,
            bypass_csp=script,  # axe is written into the page
        )
        if user is not None:
            sign_in(context, user, live_server.url)
        return context.new_page()

    return opened


def faults(page: Any) -> list[str]:
    """Return the accessibility faults of a page, and whether it scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    found = [
        f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
        for fault in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    return found
