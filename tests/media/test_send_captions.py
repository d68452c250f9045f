"""Captions that people send: kept, shown before the composed ones, replaced, removed."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from media import tasks
from media.caption_actions import remove_captions, send_captions
from media.captions.problems import CaptionsRefused
from media.models import CaptionTrack, Clip, ClipState
from media.queries import clip_facts
from tests import build
from tests.media import captions, clips, files

pytestmark = pytest.mark.django_db


@pytest.fixture
def clip() -> Clip:
    return clips.ready(duration_ms=20_000)


def send(clip: Clip, sender, language: str = "tts", text: str | bytes = captions.SRT) -> CaptionTrack:
    raw = text if isinstance(text, bytes) else text.encode()
    upload = files.upload(raw, "คำบรรยาย.srt")
    return send_captions(clip, language=language, upload=upload, sender=sender, at=build.NOON)


def shown(clip: Clip) -> list[tuple[str, str]]:
    return [(track["language"], track["label"]) for track in clip_facts([clip.key])[clip.key]["captions"]]


def test_a_dialect_stands_beside_the_composed_captions_under_its_own_name(clip, people, client) -> None:
    send(clip, people.trainer, "tts", captions.SRT.encode("cp874"))
    send(clip, people.manager, "sou")
    assert shown(clip) == [("th", "ไทย"), ("tts", "อีสาน"), ("sou", "ปักษ์ใต้"), ("en", "English")]
    told = client.get(f"/api/v1/clips/{clip.key}").json()["captions"][1]
    answer = client.get(told["url"])
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.content.decode().startswith("WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nสวัสดีเจ้า")


def test_a_second_file_takes_the_place_of_the_first(clip, people, client: Client) -> None:
    before = send(clip, people.trainer)
    old = f"/files/clips/{clip.key}/captions/tts-{before.text_sha256[:16]}.vtt"
    assert client.get(old).status_code == 200
    send(clip, people.manager, text=captions.srt((0, 500, "ใหม่")))
    track = CaptionTrack.objects.get(clip=clip, language="tts")
    assert (track.cues, track.sent_by) == (1, people.manager)
    assert client.get(old).status_code == 404
    assert client.get(old.replace(before.text_sha256[:16], track.text_sha256[:4])).status_code == 404


def test_sent_captions_hide_the_composed_ones_until_they_are_removed(clip, people) -> None:
    composed = clip_facts([clip.key])[clip.key]["captions"]
    send(clip, people.trainer, "th")
    assert shown(clip) == [("th", "ไทย"), ("en", "English")]
    assert clip_facts([clip.key])[clip.key]["captions"] != composed
    assert remove_captions(clip, language="th") is True
    assert clip_facts([clip.key])[clip.key]["captions"] == composed
    assert remove_captions(clip, language="th") is False


def test_a_refused_file_changes_nothing(clip, people) -> None:
    kept = send(clip, people.trainer)
    late = captions.srt((19_000, 21_000, "ก"))
    with pytest.raises(CaptionsRefused) as caught:
        send(clip, people.trainer, text=late)
    assert (caught.value.code, caught.value.problems[0].line) == ("beyond_the_end", 2)
    with pytest.raises(CaptionsRefused, match="too_large"):
        send(clip, people.trainer, text=b"x" * 500_001)
    with pytest.raises(CaptionsRefused, match="unknown_language"):
        send(clip, people.trainer, "th-x-isan")
    track = CaptionTrack.objects.get(clip=clip, language="tts")
    assert track.text_sha256 == kept.text_sha256


def test_a_clip_that_cannot_be_played_yet_takes_no_captions(people) -> None:
    waiting = clips.waiting()
    with pytest.raises(CaptionsRefused, match="not_ready"):
        send(waiting, people.trainer)


def test_the_database_holds_the_rules(clip, people) -> None:
    twice = {"clip": clip, "language": "th", "path": "x/1/th.vtt"}
    wrong = [
        twice,
        {"clip": clip, "language": "xx", "path": "y"},
        {"clip": clip, "language": "nod", "text": "a"},
    ]
    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            CaptionTrack.objects.create(**row)


@pytest.mark.film
@pytest.mark.django_db(transaction=True)
def test_a_new_revision_of_the_clip_keeps_what_people_sent(people, settings, tmp_path) -> None:
    settings.CLIP_ROOT, settings.CLIP_THREADS = tmp_path / "clips", 1
    clip = clips.ready(duration_ms=20_000)
    send(clip, people.trainer, "th")
    send(clip, people.trainer, "nod")
    Clip.objects.update(state=ClipState.QUEUED, enqueued_at=build.NOON)
    assert tasks.make_clip.func() == "made"
    assert shown(clip) == [("th", "ไทย"), ("nod", "คำเมือง"), ("en", "English")]
    assert sorted(CaptionTrack.objects.filter(sent_by=None).values_list("language", flat=True)) == [
        "en",
        "th",
    ]
