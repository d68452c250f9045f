"""Rows 3 and 4: what a slow phone loads and how long it waits, in a real Chromium with CDP throttling.

CDP adds its delay to each request and knows no TLS, so a real phone is a little slower for everybody.
"""

import os
import shutil
import statistics
from dataclasses import dataclass, field
from typing import Any

from tests.bench import peers
from tests.bench.server import Server
from tests.bench.table import Figure, at_most, told

VISITS = 3
PHONE = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "th-TH",
    "service_workers": "block",
}
LATENCY_MS, BYTES_PER_S, CPU_SLOWDOWN = 400, 400_000 / 8, 4
SETTLE_MS = 4_000
CLIP_FILES = "/files/clips/"
WATCH = """
window.__lcp = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.__lcp = entry.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
"""
TIMES = """() => {
  const navigation = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const painted = paint ? paint.startTime : 1e9;
  return {ready: navigation.domInteractive, paint: painted, lcp: window.__lcp};
}"""


@dataclass
class Visit:
    """What one visit loaded; the clip and its cover are counted apart."""

    kinds: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    starts: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)
    times: dict[str, float] = field(default_factory=dict)
    began: float = 0

    def listen(self, session: Any) -> None:
        """Write down every request of a page."""
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.requestServedFromCache", lambda event: self.cached.add(event["requestId"]))
        session.on("Network.loadingFinished", self._loaded)

    def _asked(self, event: dict[str, Any]) -> None:
        self.began = self.began or event["timestamp"]
        self.kinds[event["requestId"]] = event.get("type", "")
        self.addresses[event["requestId"]] = event["request"]["url"]
        self.starts[event["requestId"]] = (event["timestamp"] - self.began) * 1000

    def _loaded(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def _own(self) -> list[str]:
        return [
            one
            for one, address in self.addresses.items()
            if CLIP_FILES not in address and address.startswith("http") and one not in self.cached
        ]

    @property
    def usable_ms(self) -> float:
        """Return when the text stood in the page and was painted, as the peers were measured."""
        return max(self.times["ready"], self.times["paint"])

    def kb(self, kind: str = "") -> float:
        """Return the kilobytes on the wire, of one kind or all."""
        return sum(self.sizes.get(one, 0) for one in self._own() if kind in ("", self.kinds[one])) / 1000

    def kb_until_usable(self, kind: str = "") -> float:
        """Return the kilobytes of what was asked for before the page was usable."""
        early = [one for one in self._own() if self.starts[one] <= self.usable_ms]
        return sum(self.sizes.get(one, 0) for one in early if kind in ("", self.kinds[one])) / 1000

    def requests_until_usable(self) -> int:
        """Count the requests that were sent before the page was usable."""
        return sum(self.starts[one] <= self.usable_ms for one in self._own())


def rows_3_and_4(site: Server, path: str) -> list[Figure]:
    """Visit a lesson twice on a slow phone, three times over, signed in."""
    from playwright.sync_api import sync_playwright

    from courses.models import Learner
    from tests.bench.site import cookie_of

    learner = Learner.objects.select_related("user").order_by("id")[1]
    cookies = dict(one.split("=", 1) for one in cookie_of(learner.user).split("; "))
    exe = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=exe, args=["--no-sandbox"])
        visits = [_two_visits(browser, site.address + path, cookies) for _ in range(VISITS)]
        browser.close()
    firsts, seconds = [one[0] for one in visits], [one[1] for one in visits]
    first, second = firsts[0], seconds[0]
    return [
        at_most("3", "first visit until usable", _middle(v.kb_until_usable() for v in firsts), 60, " kB", 1),
        at_most(
            "3", "requests until usable", _middle(v.requests_until_usable() for v in firsts), 10, digits=0
        ),
        at_most("3", "JavaScript until usable", first.kb_until_usable("Script"), 12, " kB", 1),
        at_most("3", "JavaScript in all", first.kb("Script"), 45, " kB", 1),
        told("3", "first visit in all, without clip and cover", f"{first.kb():.1f} kB"),
        told("3", "Kolibri, Moodle", f"{peers.KOLIBRI_FIRST_KB:,} kB, {peers.MOODLE_FIRST_KB:,} kB"),
        at_most("3", "second visit", _middle(v.kb() for v in seconds), 6, " kB", 1),
        at_most("4", "usable, first visit, slow phone", _middle(v.usable_ms for v in firsts) / 1000, 3, " s"),
        at_most("4", "largest paint, first visit", _middle(v.times["lcp"] for v in firsts) / 1000, 3, " s"),
        at_most("4", "usable, second visit", _middle(v.usable_ms for v in seconds) / 1000, 1, " s"),
        at_most("4", "largest paint, second visit", _middle(v.times["lcp"] for v in seconds) / 1000, 1, " s"),
        told("4", "requests of the second visit", str(len(second.addresses))),
    ]


def _middle(values: Any) -> float:
    return float(statistics.median(values))


def _two_visits(browser: Any, address: str, cookies: dict[str, str]) -> tuple[Visit, Visit]:
    context = browser.new_context(**PHONE)
    context.add_cookies(
        [{"name": k, "value": v, "domain": "127.0.0.1", "path": "/"} for k, v in cookies.items()]
    )
    context.add_init_script(WATCH)
    visits = _visit(context, address), _visit(context, address)
    context.close()
    return visits


def _visit(context: Any, address: str) -> Visit:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_PER_S,
            "uploadThroughput": BYTES_PER_S,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    visit = Visit()
    visit.listen(session)
    page.goto(address, wait_until="load", timeout=60_000)
    page.wait_for_timeout(SETTLE_MS)
    visit.times = page.evaluate(TIMES)
    page.close()
    return visit
