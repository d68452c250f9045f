"""A trainer sends captions from a phone: refused with its line, mended, kept, without faults of access."""

import pytest

from tests.browsing import faults
from tests.build import People
from tests.media import captions, clips

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
