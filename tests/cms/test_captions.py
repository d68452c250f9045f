"""Captions at the desk: which clips have some, sending, what is told when a file is wrong, removing."""

import pytest
from django.test import Client

from media.models import CaptionTrack, Clip
from tests.build import People
from tests.media import captions, clips, files

pytestmark = pytest.mark.django_db


@pytest.fixture
def clip() -> Clip:
    return clips.ready(title="ตั้งราคา")


def signed_in(client: Client, people: People) -> Client:
    client.force_login(people.trainer)
    return client


def send(client: Client, clip: Clip, text: str | bytes, language: str = "tts"):
    raw = text if isinstance(text, bytes) else text.encode()
    form = {"language": language, "file": files.upload(raw, "a.srt")}
    return client.post(f"/desk/captions/{clip.key}/", form)


def test_a_trainer_sends_captions_in_a_dialect_and_removes_them(client, people, clip) -> None:
    client = signed_in(client, people)
    assert "ตั้งราคา" in client.get("/desk/captions/").content.decode()
    assert send(client, clip, captions.SRT).status_code == 302
    page = client.get(f"/desk/captions/{clip.key}/").content.decode()
    assert "เก็บคำบรรยายภาษาอีสานแล้ว 2 ช่วง" in page
    assert "2 ช่วง ส่งโดย ครูอรทัย" in page
    assert client.post(f"/desk/captions/{clip.key}/", {"remove": "tts"}).status_code == 302
    assert not CaptionTrack.objects.filter(language="tts").exists()
    for nonsense in ("xx", "t\x00", "th" * 999):
        assert client.post(f"/desk/captions/{clip.key}/", {"remove": nonsense}).status_code == 302
    # Once more, as when somebody taps twice.
    assert client.post(f"/desk/captions/{clip.key}/", {"remove": "tts"}).status_code == 302


def test_faults_are_told_with_their_lines_and_nothing_is_kept(client, people, clip) -> None:
    answer = send(signed_in(client, people), clip, "1\n00:00:05,000 --> 00:00:02,000\nก\n\nหลง\n")
    assert answer.status_code == 422
    assert "บรรทัดที่ 5: ไม่มีเวลาอยู่เหนือข้อความนี้" in answer.content.decode()
    assert send(client, clip, files.photo()).status_code == 415
    assert send(client, clip, b"").status_code == 422
    assert send(client, clip, captions.SRT, "xx").status_code == 422
    assert client.post(f"/desk/captions/{clip.key}/", {"language": "th"}).status_code == 422
    assert not CaptionTrack.objects.filter(sent_by__isnull=False).exists()


def test_what_is_wrong_with_the_times_is_told_once_every_line_can_be_read(client, people, clip) -> None:
    answer = send(signed_in(client, people), clip, captions.srt((0, 900, "ก"), (800, 300, "ข")))
    page = answer.content.decode()
    assert "บรรทัดที่ 6: คำบรรยายนี้จบก่อนเริ่ม" in page
    assert "บรรทัดที่ 6: คำบรรยายนี้เริ่มก่อนที่ช่วงข้างบนจะจบ (00:00:00.900)" in page


def test_the_list_asks_the_same_number_of_questions_for_many_clips(
    client, people, clip, django_assert_max_num_queries
) -> None:
    client = signed_in(client, people)
    for number in range(20):
        clips.ready(title=f"คลิป {number}")
    with django_assert_max_num_queries(12):
        client.get("/desk/captions/")
