"""Row «play»: how soon a clip shows its first picture on a slow link, and how soon it plays elsewhere."""

import os
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.rows_browser import BYTES_PER_S, LATENCY_MS, PHONE
from tests.bench.rows_film import make_source
from tests.bench.server import Server
from tests.bench.table import Figure, at_most, told

VISITS = 3
SEEK_TO = 0.6  # of the clip's length: nothing of it has been fetched by then
TITLE = "bench: play"
# Milliseconds until a picture stands on the screen.
FIRST_FRAME = """video => new Promise((done, failed) => {
  const began = performance.now();
  video.requestVideoFrameCallback(() => done(performance.now() - began));
  video.onerror = () => failed(new Error(video.error.message));
  video.muted = true;
  video.play();
})"""
SEEK = """(video, part) => new Promise((done, failed) => {
  const began = performance.now(), goal = video.duration * part;
  const look = (_now, frame) => {
    if (frame.mediaTime >= goal - 1) done(performance.now() - began);
    else video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
  video.onerror = () => failed(new Error(video.error.message));
  video.currentTime = goal;
})"""


def row_play(site: Server) -> list[Figure]:
    """Play the saver size of a phone's film, ingested like any other, over 400 kbit/s and 400 ms."""
    from playwright.sync_api import sync_playwright

    clip = _clip()
    small = clip.renditions.get(name="240p")
    exe = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    address = f"{site.address}/clips/{clip.key}/?size=240p"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=exe, args=["--no-sandbox"])
        times = [_play(browser, address) for _ in range(VISITS)]
        browser.close()
    rate = small.size_bytes * 8 / small.duration_ms
    first_s, seek_s = (statistics.median(one[place] for one in times) / 1000 for place in (0, 1))
    return [
        told("play", "240p of a phone's film", f"{small.size_bytes / 1e6:.1f} MB, {rate:.0f} kbit/s"),
        at_most("play", "first picture at 400 kbit/s", first_s, 3, " s"),
        at_most("play", "picture after a seek", seek_s, 2, " s"),
    ]


def _clip() -> Any:
    """Ingest a film once; the next run finds it."""
    from lms.dates import now
    from media.ingest.actions import ask_for_clip_from
    from media.lease import claim
    from media.models import Clip, ClipState
    from media.tasks import work

    if found := Clip.objects.filter(title=TITLE, state=ClipState.READY).first():
        return found
    with tempfile.TemporaryDirectory() as folder:
        clip = ask_for_clip_from(make_source(Path(folder)), owner=None, title=TITLE, in_queue=False)
        lease = claim(clip.key, at=now())
        assert lease is not None
        assert work(lease) == "made"
    return Clip.objects.get(key=clip.key)


def _play(browser: Any, address: str) -> tuple[float, float]:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    page.goto(address, wait_until="load")
    conditions = {"offline": False, "latency": LATENCY_MS}
    conditions |= {"downloadThroughput": BYTES_PER_S, "uploadThroughput": BYTES_PER_S}
    session.send("Network.emulateNetworkConditions", conditions)
    video = page.query_selector("video")
    first = video.evaluate(FIRST_FRAME)
    seek = video.evaluate(SEEK, SEEK_TO)
    context.close()
    return first, seek
