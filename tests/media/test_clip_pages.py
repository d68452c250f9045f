"""Clips for everybody: files, the small JSON, and a page that needs no JavaScript."""

import uuid

import pytest
from django.test import Client

from media.models import Clip, ClipState
from media.queries import clip_facts
from tests.media import clips

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path) -> None:
    settings.CLIP_ROOT, settings.MEDIA_ROOT = tmp_path / "clips", tmp_path / "public"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("240p.mp4", "video/mp4"),
        ("audio.m4a", "audio/mp4"),
        ("cover.webp", "image/webp"),
        ("th.vtt", "text/vtt; charset=utf-8"),
    ],
)
def test_a_file_of_a_clip_may_be_kept_for_ever(client: Client, name: str, content_type: str) -> None:
    clip = clips.ready()
    clips.file(clip, name, b"0123456789")
    response = client.get(f"/files/clips/{clip.key}/1/{name}", headers={"range": "bytes=2-4"})
    assert (response.status_code, response.getvalue()) == (206, b"234")
    assert response["Content-Type"] == content_type
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Vary" not in response
    assert "Set-Cookie" not in response


@pytest.mark.parametrize(
    "path",
    [
        "{key}/2/240p.mp4",
        "{key}/1/source.mov",
        "{key}/1/.hidden.mp4",
        "{key}/1/..%2F..%2Fsecret.mp4",
        "{key}/1/%00.mp4",
        "{key}/1/" + "a" * 300 + ".mp4",
        "not-a-key/1/240p.mp4",
        "{key}/99999999999999999999/240p.mp4",
        "{key}/1/",
    ],
)
def test_what_is_no_file_of_a_clip_is_404(client: Client, path: str) -> None:
    clip = clips.ready()
    clips.file(clip, "240p.mp4", b"film")
    assert client.get("/files/clips/" + path.format(key=clip.key)).status_code == 404


@pytest.mark.parametrize("name", ["..%2F..%2Fdb.jpg", "%00.jpg", "page.html", "picture.svg", "missing.jpg"])
def test_what_is_no_picture_of_a_lesson_is_404(client: Client, settings, name: str) -> None:
    (settings.MEDIA_ROOT / "images").mkdir(parents=True)
    (settings.MEDIA_ROOT / "images" / "page.html").write_text("<script>")
    assert client.get(f"/files/public/images/{name}").status_code == 404


def test_a_picture_of_a_lesson_is_public(client: Client, settings) -> None:
    (settings.MEDIA_ROOT / "images").mkdir(parents=True)
    (settings.MEDIA_ROOT / "images" / "ตะกร้า.jpg").write_bytes(b"picture")
    response = client.get("/files/public/images/ตะกร้า.jpg")
    assert (response.getvalue(), response["Content-Type"]) == (b"picture", "image/jpeg")


def test_posting_to_a_file_is_refused(client: Client) -> None:
    clip = clips.ready()
    assert client.post(f"/files/clips/{clip.key}/1/240p.mp4").status_code == 405


def test_the_json_tells_all_that_a_player_needs(client: Client, django_assert_num_queries) -> None:
    clip = clips.ready()
    with django_assert_num_queries(3):
        response = client.get(f"/api/v1/clips/{clip.key}")
    told = response.json()
    assert told["state"] == "ready"
    assert told["is_playable"] is True
    assert [size["name"] for size in told["renditions"]] == ["240p", "360p"]
    assert told["renditions"][0]["url"] == f"/files/clips/{clip.key}/1/240p.mp4"
    assert told["renditions"][0]["size_bytes"] == 310_000
    assert [track["language"] for track in told["captions"]] == ["th", "en"]
    assert told["cover_url"] == f"/files/clips/{clip.key}/1/cover.webp"
    assert response["Cache-Control"].startswith("public, max-age=")
    assert "Cookie" not in response.get("Vary", "")
    assert "Set-Cookie" not in response
    assert len(response.content) < 1200


def test_the_json_is_304_on_a_repeat(client: Client) -> None:
    clip = clips.ready()
    first = client.get(f"/api/v1/clips/{clip.key}")
    again = client.get(f"/api/v1/clips/{clip.key}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Clip.objects.update(percent=99)
    assert (
        client.get(f"/api/v1/clips/{clip.key}", headers={"if-none-match": first["ETag"]}).status_code == 200
    )


@pytest.mark.parametrize("key", [uuid.uuid4(), "x", "%00", "0" * 400])
def test_an_unknown_clip_is_404(client: Client, key: object) -> None:
    assert client.get(f"/api/v1/clips/{key}").status_code == 404
    assert client.get(f"/clips/{key}/").status_code == 404


def test_facts_of_many_clips_take_three_queries(django_assert_num_queries) -> None:
    keys = [clips.ready().key for _ in range(5)]
    with django_assert_num_queries(3):
        assert set(clip_facts([*keys, uuid.uuid4()])) == set(keys)


def test_while_a_new_revision_is_made_the_old_one_plays() -> None:
    clip = clips.ready()
    Clip.objects.update(state=ClipState.QUEUED)
    told = clip_facts([clip.key])[clip.key]
    assert (told["state"], told["is_playable"]) == ("queued", True)


def test_the_page_plays_the_saver_first_and_offers_the_others(client: Client) -> None:
    clip = clips.ready(title="ตั้งราคา")
    text = client.get(f"/clips/{clip.key}/").content.decode()
    assert f'src="/files/clips/{clip.key}/1/240p.mp4"' in text
    assert "0.3 MB" in text
    assert "0.8 MB" in text
    assert 'preload="none"' in text
    assert "คลิปนี้ไม่มีเสียง" in text
    chosen = client.get(f"/clips/{clip.key}/", {"size": "360p"}).content.decode()
    assert f'src="/files/clips/{clip.key}/1/360p.mp4"' in chosen
    odd = client.get(f"/clips/{clip.key}/", {"size": "\x00"}).content.decode()
    assert f'src="/files/clips/{clip.key}/1/240p.mp4"' in odd


def test_the_english_page_starts_with_english_captions(client: Client) -> None:
    clip = clips.ready()
    text = client.get(f"/en/clips/{clip.key}/").content.decode()
    assert 'srclang="en" label="English" default' in text
    assert "This clip is silent" in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "รอคิว"),
        (
            {
                "state": ClipState.WORKING,
                "percent": 42,
                "lease_token": uuid.uuid4(),
                "lease_until": "2026-11-21T05:00Z",
            },
            "เสร็จแล้ว 42 %",
        ),
        ({"state": ClipState.FAILED, "failure": "disk"}, "ไม่สำเร็จ"),
    ],
)
def test_the_page_says_what_a_clip_waits_for(client: Client, fields: dict[str, object], words: str) -> None:
    clip = clips.waiting(**fields)
    response = client.get(f"/clips/{clip.key}/")
    assert response.status_code == 200
    assert words in response.content.decode()
    assert "<video" not in response.content.decode()
