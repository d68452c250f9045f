"""The site as an app: worker, web manifest, icons, newer versions, LINE, browsers that cannot."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from minify import MinifyError
from PIL import Image

from lms.install import shell
from lms.install.icons import icon
from lms.storage import minified
from tests.packs.phone import FIRST, FOUNDATION, Phone, keep, plays_and_seeks, runs_the_worker, until

MODULES = ("store.js", "ledger.js", "budget.js", "packs.js", "packs-page.js")
MOST_GZIP_BYTES = 18_000
on_a_phone = [pytest.mark.browser, pytest.mark.film, pytest.mark.django_db(transaction=True)]


@pytest.mark.django_db
def test_the_worker_lists_its_files_with_their_hashes(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    told = json.loads(answer.content.decode().partition(";\n")[0].removeprefix("const SHELL = "))
    urls = [url for url, _hash in told["files"]]
    assert told["home"] in urls
    assert any(url.endswith("house.css") for url in urls)
    assert any(url.endswith(".woff2") for url in urls)
    assert all(len(digest) == 64 for _url, digest in told["files"])
    assert client.get("/sw.js", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.django_db
def test_the_worker_is_one_classic_script(client: Client) -> None:
    text = client.get("/sw.js").content.decode()
    assert "\nimport " not in text
    assert "\nexport " not in text
    assert not [line for line in text.splitlines() if line.strip().startswith(("//", "/*"))]
    assert client.get("/sw.js", headers={"Accept-Encoding": "gzip"})["Content-Encoding"] == "gzip"


def test_phones_get_scripts_without_what_only_readers_need() -> None:
    source = 'export function add(first) {\n  // One more.\n  return `${first}  //` + "https://x";\n}\n'
    text = minified(source)
    assert "One more" not in text
    assert "https://x" in text
    assert "  //" in text
    assert text.startswith("export function add(")
    assert minified("a { color: red; }\n", ".css") == "a{color:red}"


def test_a_slip_in_a_script_is_told_when_it_is_collected() -> None:
    with pytest.raises(MinifyError):
        minified("let a = ;")


@pytest.mark.django_db
def test_all_scripts_of_packs_are_small(client: Client) -> None:
    texts = [client.get("/sw.js").content]
    sources = [Path(str(finders.find(f"lms/phone/{name}"))).read_text("utf-8") for name in MODULES]
    texts += [minified(source).encode() for source in sources]
    sizes = [len(gzip.compress(text, 9, mtime=0)) for text in texts]
    assert sum(sizes) <= MOST_GZIP_BYTES, sizes


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "language", "name"), [("", "th", "ขายเป็น"), ("/en", "en", "Khai Pen")])
def test_the_web_manifest_speaks_both_languages(client: Client, path: str, language: str, name: str) -> None:
    answer = client.get(f"{path}/manifest.webmanifest")
    told = answer.json()
    assert answer["Content-Type"].startswith("application/manifest+json")
    assert (told["lang"], told["name"], told["display"]) == (language, name, "standalone")
    assert told["start_url"].startswith(f"{path}/")
    assert {one["purpose"] for one in told["icons"]} == {"any", "maskable"}
    for one in told["icons"]:
        path_of = Path(str(finders.find(one["src"].removeprefix("/static/"))))
        assert path_of.stat().st_size < 10_000
        assert "x".join(map(str, Image.open(path_of).size)) == one["sizes"]


def test_the_maskable_icon_fills_its_corners_and_the_other_does_not() -> None:
    assert icon(64, is_maskable=True).getpixel((0, 0)) == (0x1B, 0x25, 0x47, 255)
    assert icon(64).getpixel((0, 0))[3] == 0
    assert icon(64).getpixel((32, 32)) == (0xFB, 0xF8, 0xF1, 255)


class TestOnAPhone:
    pytestmark = on_a_phone

    @pytest.fixture
    def newer(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
        """Return a function that publishes a newer worker."""

        def publish() -> None:
            changed = tmp_path / "worker.js"
            changed.write_text(shell.WORKER.read_text("utf-8") + "\nself.isNewer = true;\n", "utf-8")
            monkeypatch.setattr(shell, "WORKER", changed)
            shell._written.cache_clear()

        yield publish
        shell._written.cache_clear()

    def test_a_newer_version_waits_for_the_tap_and_everything_kept_stays(
        self, phone: Phone, newer: Any
    ) -> None:
        page = phone.start()
        keep(page)
        runs_the_worker(phone)
        old = page.evaluate("caches.keys()")
        newer()
        page.goto(FIRST)
        bar = page.locator("[data-bar=update]:visible")
        bar.wait_for()
        assert sorted(page.evaluate("caches.keys()")) != sorted(old), "both shells are there"
        with page.expect_navigation():
            bar.get_by_role("button").click()
        until(page, "navigator.serviceWorker.controller?.state === 'activated'")
        assert len([name for name in page.evaluate("caches.keys()") if name.startswith("shell-")]) == 1
        phone.stop_server()
        page = phone.restart()
        page.goto(FIRST)
        assert plays_and_seeks(page)

    def test_no_newer_version_comes_while_a_quiz_is_open(self, phone: Phone, newer: Any) -> None:
        page = phone.start()
        keep(page)
        runs_the_worker(phone)
        quiz = phone.page()
        quiz.goto(f"{FIRST}#/quiz/5b0e6f0a-0c5d-4c1c-9d5e-1f6f1d5f7a10")
        newer()
        page.goto(FIRST)
        page.locator("[data-bar=update]:visible").get_by_role("button").click()
        page.locator("[data-busy]:visible").wait_for()
        quiz.wait_for_timeout(500)
        assert quiz.locator("[data-bar=update]").count() == 0, "a quiz is not disturbed"
        quiz.evaluate("location.hash = '#/'")
        with page.expect_navigation():
            page.locator("[data-bar=update]").get_by_role("button").click()

    def test_inside_line_a_bar_leads_out(self, phone: Phone) -> None:
        agent = (
            "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 Line/14.1"
        )
        page = phone.start(user_agent=agent)
        page.goto(f"{FIRST}?a=1")
        link = page.locator("[data-bar=line]:visible a")
        assert link.get_attribute("href") == f"{phone.net.address}{FIRST}?a=1&openExternalBrowser=1"
        assert "/sw.js" not in [path for path, _part in phone.net.asked]

    def test_without_https_the_page_says_so_and_lessons_work(self, phone: Phone) -> None:
        phone.context = None
        page = phone.start(extra_args=["--host-resolver-rules=MAP khaipen.test 127.0.0.1"])
        address = phone.net.address.replace("localhost", "khaipen.test")
        page.goto(address + FOUNDATION)
        page.locator("[data-part=insecure]:visible").wait_for()
        assert page.locator("[data-do=keep]:visible").count() == 0
        page.goto(address + FIRST)
        assert "บทเรียน F1" in page.locator("h1").inner_text()

    def test_without_a_service_worker_the_page_says_so(self, phone: Phone) -> None:
        page = phone.start()
        page.add_init_script("delete Navigator.prototype.serviceWorker")
        page.goto(FOUNDATION)
        page.locator("[data-part=browser]:visible").wait_for()
        assert page.locator("[data-do=keep]:visible").count() == 0
        page.goto(FIRST)
        assert "บทเรียน F1" in page.locator("h1").inner_text(), "learning online goes on"

    def test_without_javascript_the_page_says_so(self, phone: Phone) -> None:
        page = phone.start(java_script_enabled=False)
        page.goto(FOUNDATION)
        assert "JavaScript" in page.locator("noscript").inner_text()
