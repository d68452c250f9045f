"""The field in a real Chromium, through networks that break: nothing is lost, nothing is sent for nothing."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from courses.models import Submission
from lms.accounts.models import User
from media.models import SourceFile, StoredFile, Upload, UploadPart
from media.uploads.disk import source_path
from tests import build
from tests.browsing import faults
from tests.media import files
from tests.media.uploads import sending
from tests.network import network

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
PART = 5 * 1024 * 1024
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")


@pytest.fixture(autouse=True)
def _parts_as_on_a_site(settings: Any, _own_store: None) -> None:
    settings.UPLOAD_PART_BYTES = PART


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Nine megabytes with the name of a film."""
    return film_of(9_000_000, tmp_path)


def film_of(size: int, folder: Path) -> Path:
    path = folder / "ผ้าไหม.mp4"
    path.write_bytes(sending.film(size))
    return path


@pytest.fixture
def sign_in(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of the site, or of a network before it, signed in as somebody."""
    contexts: list[BrowserContext] = []

    def opened(user: User, address: str, context: BrowserContext | None = None) -> Page:
        if context is None:
            context = chromium.new_context(viewport=PHONE, base_url=address, locale="th-TH")
            contexts.append(context)
        context.set_default_timeout(60_000)
        context.add_cookies([cookie_of(user, address)])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def cookie_of(user: User, address: str) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    name = site_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


def told(page: Page) -> Any:
    return page.locator(".upload-state")


def kept() -> bytes:
    return source_path(SourceFile.objects.get().path).read_bytes()


def test_a_film_gets_through_a_network_that_drops_every_two_megabytes(
    sign_in: Any, live_server: Any, trainer: User, film: Path
) -> None:
    with network(live_server.url, drop_every=2_000_000) as bad:
        page = sign_in(trainer, bad.address)
        page.goto("/desk/clips/new/")
        page.set_input_files("#clip", film)
        expect(page.locator("section li")).to_contain_text("ผ้าไหม.mp4", timeout=60_000)
        assert bad.drops >= 4
    assert hashlib.sha256(kept()).digest() == hashlib.sha256(film.read_bytes()).digest()
    assert UploadPart.objects.filter(pieces__gt=0).exists()


def test_a_restarted_phone_goes_on_where_it_stopped(
    chromium: Browser, sign_in: Any, live_server: Any, trainer: User, tmp_path: Path
) -> None:
    film = film_of(15_000_000, tmp_path)

    def phone() -> BrowserContext:
        names = ("chromium", "chromium-browser", "google-chrome")
        path = next(found for name in names if (found := shutil.which(name)))
        return chromium.browser_type.launch_persistent_context(
            tmp_path / "phone", executable_path=path, args=["--no-sandbox"], viewport=PHONE
        )

    with network(live_server.url, up_bytes_per_s=4_000_000) as slow:
        before = phone()
        page = sign_in(trainer, slow.address, before)
        page.goto(f"{slow.address}/desk/clips/new/")
        page.set_input_files("#clip", film)
        wait_for(page, lambda: UploadPart.objects.exclude(sha256="").count() == 1)
        before.close()
        film.unlink()
        after = phone()
        page = sign_in(trainer, slow.address, after)
        sent: list[str] = []
        page.on("request", lambda one: sent.append(one.url) if one.method == "PUT" else None)
        page.goto(f"{slow.address}/desk/clips/new/")
        expect(page.locator("section li")).to_contain_text("ผ้าไหม.mp4", timeout=60_000)
        after.close()
    assert "3" in (again := {url.rsplit("/", 1)[1] for url in sent})
    assert "1" not in again, "what had arrived was not sent again"
    assert kept() == sending.film(15_000_000)


def wait_for(page: Page, is_true: Callable[[], bool]) -> None:
    for _ in range(300):
        if is_true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("waited too long")


def test_pause_stops_at_once_and_going_on_loses_nothing(
    sign_in: Any, live_server: Any, trainer: User, tmp_path: Path
) -> None:
    film = film_of(15_000_000, tmp_path)
    with network(live_server.url, up_bytes_per_s=3_000_000) as slow:
        page = sign_in(trainer, slow.address)
        page.goto("/desk/clips/new/")
        page.set_input_files("#clip", film)
        wait_for(page, lambda: UploadPart.objects.count() == 1)
        expect(page.locator(".upload-figures")).to_contain_text("จาก 15.0 MB")
        page.get_by_role("button", name="พักไว้ก่อน").click()
        expect(told(page)).to_contain_text("พักอยู่")
        slow.up_bytes_per_s = 0
        page.wait_for_timeout(1000)
        assert UploadPart.objects.count() <= 2, "only what was in the air may still arrive"
        page.get_by_role("button", name="ส่งต่อ").click()
        expect(page.locator("section li")).to_contain_text("ผ้าไหม.mp4")
    assert len(kept()) == 15_000_000


def test_a_clip_of_practice_work_arrives_before_its_form(
    sign_in: Any, live_server: Any, tmp_path: Path
) -> None:
    learner = build.people().learner
    lesson = build.published(practice_kinds=["video", "text"], practice_th="ถ่ายคลิปแนะนำผ้าของคุณ")
    clip = tmp_path / "คลิป.mp4"
    clip.write_bytes(files.recording("a.mp4", *X264))
    page = sign_in(learner.user, live_server.url)
    page.goto(reverse("practice", args=[lesson.key]))
    page.fill("#text", "ผ้าของฉัน")
    page.set_input_files("#video", clip)
    page.get_by_role("button", name="ส่งให้ครู").click()
    expect(page.locator("main")).to_contain_text("รอครูตรวจ")
    work = Submission.objects.get()
    assert [one.stored_file.kind for one in work.files.all()] == ["video"]
    assert (work.text, StoredFile.objects.count()) == ("ผ้าของฉัน", 1)


def test_what_is_too_large_is_said_before_a_byte_goes(
    sign_in: Any, live_server: Any, settings: Any, film: Path
) -> None:
    settings.UPLOAD_PRACTICE_BYTES = 5_000_000
    learner = build.people().learner
    lesson = build.published(practice_kinds=["video"])
    page = sign_in(learner.user, live_server.url)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "PUT" else None)
    page.goto(reverse("practice", args=[lesson.key]))
    page.set_input_files("#video", film)
    expect(told(page)).to_contain_text("ไฟล์นี้ใหญ่เกินไป ส่งได้ไม่เกิน 5 MB")
    assert sent == []
    assert not Upload.objects.exists()


WIFI = """
const connection = Object.assign(new EventTarget(), { type: "cellular", saveData: false });
Object.defineProperty(Navigator.prototype, "connection", { get: () => connection });
"""


def test_it_can_wait_for_wifi(sign_in: Any, live_server: Any, trainer: User, film: Path) -> None:
    with network(live_server.url, up_bytes_per_s=2_000_000) as slow:
        page = sign_in(trainer, slow.address)
        page.add_init_script(WIFI)
        page.goto("/desk/clips/new/")
        page.set_input_files("#clip", film)
        page.get_by_label("ส่งเมื่อมี Wi-Fi เท่านั้น").check()
        expect(told(page)).to_contain_text("กำลังรอ Wi-Fi")
        slow.up_bytes_per_s = 0
        page.evaluate(
            "navigator.connection.type = 'wifi'; navigator.connection.dispatchEvent(new Event('change'))"
        )
        expect(page.locator("section li")).to_contain_text("ผ้าไหม.mp4")


def test_cancelling_frees_the_place(sign_in: Any, live_server: Any, trainer: User, film: Path) -> None:
    with network(live_server.url, up_bytes_per_s=2_000_000) as slow:
        page = sign_in(trainer, slow.address)
        page.goto("/desk/clips/new/")
        page.set_input_files("#clip", film)
        wait_for(page, lambda: Upload.objects.exists())
        page.get_by_role("button", name="ยกเลิก").click()
        expect(page.locator(".upload-panel")).to_be_hidden()
        wait_for(page, lambda: not Upload.objects.filter(state="receiving").exists())
        page.reload()
        expect(page.locator(".upload-panel")).to_be_hidden()


def test_the_panel_has_no_faults_on_a_phone(
    chromium: Browser, live_server: Any, trainer: User, film: Path
) -> None:
    with network(live_server.url, up_bytes_per_s=1_000_000) as slow:
        context = chromium.new_context(viewport=PHONE, base_url=slow.address, bypass_csp=True)
        context.add_cookies([cookie_of(trainer, slow.address)])
        page = context.new_page()
        page.goto("/desk/clips/new/")
        page.set_input_files("#clip", film)
        expect(page.locator(".upload-left")).not_to_be_empty(timeout=20_000)
        assert faults(page) == []
        context.close()
