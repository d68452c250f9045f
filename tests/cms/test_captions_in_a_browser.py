"""A trainer sends captions from a phone: refused with its line, mended, kept, without faults of access."""

import pytest
from django.urls import reverse

from media import tasks
from media.ingest.actions import ask_for_clip_from
from media.models import Clip
from tests import build
from tests.browsing import faults
from tests.build import People
from tests.media import captions, clips
from tests.media.ingest import films

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sent(text: str, name: str = "isan.srt") -> dict[str, object]:
    return {"name": name, "mimeType": "application/x-subrip", "buffer": text.encode("cp874")}


@pytest.mark.parametrize("width", [390, 1280])
def test_captions_are_refused_mended_and_kept(people: People, page_of, width: int) -> None:
    clip = clips.ready(title="ตั้งราคาให้ได้กำไร และบอกราคาให้คนซื้อกล้าถาม")
    page = page_of(people.trainer, width)
    page.goto("/desk/captions/")
    assert faults(page) == []
    page.get_by_role("link", name="ตั้งราคา").click()
    assert faults(page) == []
    page.get_by_label("คำบรรยายนี้เป็นภาษาอะไร").select_option("คำเมือง")
    page.get_by_label("ไฟล์คำบรรยาย").set_input_files(sent(captions.srt((0, 90_000, "อู้กำเมือง"))))
    page.get_by_role("button", name="ส่งคำบรรยาย").click()
    assert "บรรทัดที่ 2: คำบรรยายนี้อยู่เลยท้ายคลิป" in page.get_by_role("alert").inner_text()
    assert faults(page) == []
    page.get_by_label("ไฟล์คำบรรยาย").set_input_files(sent(captions.srt((0, 9_000, "อู้กำเมือง"))))
    page.get_by_role("button", name="ส่งคำบรรยาย").click()
    assert "เก็บคำบรรยายภาษาคำเมืองแล้ว 1 ช่วง" in page.get_by_role("status").first.inner_text()
    assert clip.captions.get(language="nod").cues == 1
    assert faults(page) == []


@pytest.mark.film
def test_captions_in_two_languages_are_seen_over_the_picture_and_while_listening(
    people: People, page_of, settings, tmp_path
) -> None:
    """The Thai file comes in TIS-620, as old programmes write it, the one in Isan in UTF-8."""
    settings.CLIP_ROOT, settings.SOURCE_ROOT = tmp_path / "clips", tmp_path / "sources"
    source = films.kept(tmp_path, films.film(seconds=8))
    clip = ask_for_clip_from(source, owner=None, title="ขายผ้า", at=build.NOON)
    Clip.objects.update(enqueued_at=build.NOON)
    assert tasks.make_clip.func() == "made"
    page = page_of(people.trainer, 390)
    page.goto(reverse("clip-captions-desk", args=[clip.key]))
    for name, words, encoding in (("ไทย", "ผืนนี้ ๑,๒๕๐ บาท", "cp874"), ("อีสาน", "ผืนนี้ส่งฟรีเด้อ", "utf-8")):
        page.get_by_label("คำบรรยายนี้เป็นภาษาอะไร").select_option(name)
        content = captions.srt((0, 7_900, words)).encode(encoding)
        page.get_by_label("ไฟล์คำบรรยาย").set_input_files(
            {"name": "a.srt", "mimeType": "application/x-subrip", "buffer": content}
        )
        page.get_by_role("button", name="ส่งคำบรรยาย").click()
        page.get_by_text(f"เก็บคำบรรยายภาษา{name}แล้ว").wait_for()
    page.locator(".clip-play:enabled").click()
    showing = "[...document.querySelector('video').textTracks].filter((one) => one.mode === 'showing')"
    page.wait_for_function(f"{showing}[0]?.activeCues?.[0]?.text === 'ผืนนี้ ๑,๒๕๐ บาท'")
    assert page.evaluate(f"{showing}.length") == 1
    assert page.locator(".clip-words").is_hidden(), "over a picture the browser writes them"
    page.locator(".clip-sizes label", has_text="ฟังเสียง").click()
    page.locator(".clip-words", has_text="ผืนนี้ ๑,๒๕๐ บาท").wait_for()
    page.locator(".clip-languages select").select_option("อีสาน")
    page.locator(".clip-words", has_text="ผืนนี้ส่งฟรีเด้อ").wait_for()
    assert faults(page) == []
    page.locator(".clip-languages select").select_option("")
    page.locator(".clip-words").wait_for(state="hidden")
