"""A phone in a test: a browser with its own folder, which may be closed and started again."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as BrowserError
from pytest_django.live_server_helper import LiveServer

from tests.network import Network

SCREEN = {"width": 390, "height": 844}
FOUNDATION, FIRST = "/keep/foundation/", "/lessons/foundation/f1/"


class Phone:
    """One browser folder, and a site behind a network that can be stopped and started."""

    def __init__(self, chromium: Any, folder: Path, net: Network) -> None:
        self.chromium, self.folder, self.net = chromium, folder, net
        self.server: LiveServer | None = None
        self.context: Any = None
        self.said: list[str] = []

    def start_server(self) -> None:
        """Serve the site again; the address stays."""
        self.server = LiveServer("localhost")
        self.net.target_port = self.server.thread.port

    def stop_server(self) -> None:
        """Really stop: nobody listens any more, and what was open is broken."""
        if self.server is not None:
            self.server.stop()
            self.server = None
        self.net.drop()

    def start(self, *, extra_args: tuple[str, ...] | list[str] = (), **options: Any) -> Any:
        """Start the browser; returns its page."""
        names = ("chromium", "chromium-browser", "google-chrome")
        path = next(found for name in names if (found := shutil.which(name)))
        self.context = self.chromium.browser_type.launch_persistent_context(
            self.folder,
            executable_path=path,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", *extra_args],
            viewport=SCREEN,
            base_url=self.net.address,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            **options,
        )
        self.context.set_default_timeout(30_000)
        return self.page()

    def page(self) -> Any:
        """Open a tab; what the browser complains about is kept in `said`."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda line: self.said.append(line.text) if "Content Sec" in line.text else None)
        return page

    def stop(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None

    def restart(self, **options: Any) -> Any:
        """Close the browser and start it again: nothing but its folder is left."""
        self.stop()
        return self.start(**options)


def until(page: Any, is_true: str, timeout_ms: int = 60_000) -> None:
    """Wait for an expression; Playwright's own waiting needs the eval that the page's policy forbids.

    A page that is still on its way (what is looked for is null yet) is looked at again.
    """
    for _ in range(timeout_ms // 50):
        with suppress(BrowserError):
            if page.evaluate(is_true):
                return
        page.wait_for_timeout(50)
    raise AssertionError(f"waited too long for {is_true}")


def keep(page: Any, wanted: str = "saving", address: str = FOUNDATION) -> None:
    """Keep the course and wait until all of it is there."""
    page.goto(address)
    page.locator(f".pack input[value={wanted}]").check()
    page.locator("[data-do=keep]").click()
    until(page, "document.querySelectorAll('.pack-lesson:not([data-state=saved])').length === 0", 60_000)
    page.locator("[data-do=pause]").wait_for(state="hidden")


def state(page: Any) -> str:
    text: str = page.locator("[data-slot=state]").first.inner_text()
    return text


def lessons(page: Any) -> list[str]:
    """Return the state of each lesson as the page shows it."""
    states = "nodes => nodes.map(one => one.dataset.state)"
    found: list[str] = page.locator(".pack-lesson").evaluate_all(states)
    return found


def plays_and_seeks(page: Any, to_s: float = 18) -> bool:
    """Play the lesson's clip and jump near its end."""
    until(page, "!document.querySelector('button.clip-play').disabled")
    page.locator("button.clip-play").click()
    until(page, "document.querySelector('video')?.currentTime > 0.2")
    page.evaluate(f"document.querySelector('video').currentTime = {to_s}")
    until(page, f"document.querySelector('video').currentTime > {to_s + 0.3}")
    return bool(page.evaluate("document.querySelector('video').error === null"))


def runs_the_worker(phone: Phone) -> None:
    """Wait until the worker has what it needs for a start without a network."""
    page = phone.context.pages[-1]
    until(page, "navigator.serviceWorker.controller?.state === 'activated'")


def ledger(page: Any) -> dict[str, int]:
    """Return the bytes that the phone has counted this month, by kind."""
    found: dict[str, int] = page.evaluate(
        "import('/static/lms/phone/ledger.js').then((module) => module.spent())"
    )
    return found
