"""Sound and clips from phones: really looked into, kept without position."""

from pathlib import Path

import pytest
from django.conf import settings

from media import limits, recordings
from media.actions import store_recording
from media.errors import MediaRefused
from media.models import FileKind, StoredFile
from media.store import private_path
from tests import build
from tests.media import files
from tests.media.test_store_photo import everything_in

pytestmark = [pytest.mark.django_db, pytest.mark.film]
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")


@pytest.fixture
def owner() -> object:
    return build.learner().user


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


def store(owner, content: bytes, kind: str) -> StoredFile:
    return store_recording(owner, upload=files.upload(content, "x"), kind=kind, at=build.NOON)


@pytest.mark.parametrize(
    ("name", "arguments", "content_type"),
    [
        ("a.m4a", (), "audio/mp4"),
        ("a.mp3", (), "audio/mpeg"),
        ("a.ogg", ("-c:a", "libopus"), "audio/ogg"),
        ("a.webm", ("-c:a", "libopus"), "audio/webm"),
        ("a.wav", (), "audio/mp4"),
    ],
)
def test_sound_is_kept_without_metadata(
    owner, name: str, arguments: tuple[str, ...], content_type: str
) -> None:
    stored = store(owner, files.recording(name, *arguments, picture=False), FileKind.AUDIO)
    assert stored.content_type == content_type
    assert stored.duration_ms == pytest.approx(2000, abs=150)
    told = files.words_of(private_path(stored.path))
    assert "location" not in told
    assert "สมใจ" not in told
    assert everything_in(settings.PRIVATE_ROOT) == [private_path(stored.path)]


@pytest.mark.parametrize(
    ("name", "arguments", "content_type"),
    [
        ("a.mp4", X264, "video/mp4"),
        ("a.3gp", X264, "video/mp4"),
        ("a.webm", ("-c:v", "libvpx", "-c:a", "libopus"), "video/webm"),
    ],
)
def test_a_clip_is_kept_without_position(
    owner, name: str, arguments: tuple[str, ...], content_type: str
) -> None:
    stored = store(owner, files.recording(name, *arguments), FileKind.VIDEO)
    assert stored.content_type == content_type
    assert (stored.width_px, stored.height_px) == (160, 96)
    assert stored.duration_ms == pytest.approx(2000, abs=150)
    assert "location" not in files.words_of(private_path(stored.path))


def test_a_clip_held_upright_keeps_its_rotation(owner, tmp_path: Path) -> None:
    import subprocess

    flat, turned = tmp_path / "flat.mp4", tmp_path / "turned.mp4"
    flat.write_bytes(files.recording("a.mp4", *X264))
    command = [
        files.ffmpeg_exe(),
        "-loglevel",
        "error",
        "-display_rotation",
        "90",
        "-i",
        flat,
        "-c",
        "copy",
        turned,
    ]
    subprocess.run([str(part) for part in command], check=True)
    stored = store(owner, turned.read_bytes(), FileKind.VIDEO)
    assert (stored.width_px, stored.height_px) == (96, 160)
    assert "rotation of 90" in files.words_of(private_path(stored.path))


def test_a_browser_recording_without_a_length_gets_one(owner, tmp_path: Path) -> None:
    import subprocess

    out = subprocess.run(
        [
            files.ffmpeg_exe(),
            "-loglevel",
            "error",
            "-f",
            "lavfi",
            "-i",
            "sine=d=2",
            "-c:a",
            "libopus",
            "-f",
            "webm",
            "-",
        ],
        check=True,
        capture_output=True,
    ).stdout
    assert store(owner, out, FileKind.AUDIO).duration_ms == pytest.approx(2000, abs=150)


def refusal_of(owner, content: bytes, kind: str) -> MediaRefused:
    with pytest.raises(MediaRefused) as caught:
        store(owner, content, kind)
    assert not StoredFile.objects.exists()
    assert everything_in(settings.PRIVATE_ROOT) == []
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body>not a film",
        b"\x00" * 5000,
        b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
    ],
)
def test_a_file_that_is_not_media_is_refused(owner, content: bytes) -> None:
    assert refusal_of(owner, content, FileKind.VIDEO).code == "not_media"


def test_a_photo_is_no_clip(owner) -> None:
    assert refusal_of(owner, files.photo(), FileKind.VIDEO).code == "not_media"


def test_a_clip_cut_off_on_its_way_is_refused(owner) -> None:
    whole = files.recording("long.mp4", *X264, "-movflags", "+faststart", seconds=8)
    assert refusal_of(owner, whole[: len(whole) // 2], FileKind.VIDEO).code == "damaged"


def test_a_clip_whose_index_never_arrived_is_refused(owner) -> None:
    whole = files.recording("a.mp4", *X264)
    assert refusal_of(owner, whole[: len(whole) // 2], FileKind.VIDEO).code in {"damaged", "not_media"}


def test_a_full_disk_is_no_fault_of_the_recording(
    owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "sent"
    source.write_bytes(files.recording("a.mp4", "-c:v", "libx264", "-c:a", "aac"))
    facts, plan = recordings.examine(source, FileKind.VIDEO)
    # A device that is always full.
    with pytest.raises(MediaRefused) as caught:
        recordings.keep_clean(source, Path("/dev/full"), facts=facts, plan=plan)
    assert (caught.value.code, caught.value.status) == ("no-room", 507)


def test_sound_without_sound_is_refused(owner) -> None:
    silent = files.recording("a.mp4", "-c:v", "libx264", sound=False)
    assert refusal_of(owner, silent, FileKind.AUDIO).code == "no_sound"


def test_a_clip_without_a_picture_is_refused(owner) -> None:
    assert refusal_of(owner, files.recording("a.m4a", picture=False), FileKind.VIDEO).code == "no_picture"


def test_a_recording_that_is_too_long_is_refused(owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "AUDIO_MS", 60_000)
    sound = files.recording("long.mp3", seconds=62, picture=False)
    error = refusal_of(owner, sound, FileKind.AUDIO)
    assert (error.code, error.status) == ("too_long", 413)


def test_a_recording_that_is_too_large_is_refused(owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "AUDIO_BYTES", 1000)
    assert refusal_of(owner, files.recording("a.mp3", picture=False), FileKind.AUDIO).code == "too_large"


def test_a_title_that_looks_like_a_stream_fools_nobody(owner) -> None:
    trick = files.recording(
        "a.m4a", "-metadata", "title=x\n  Stream #0:7: Video: h264, 640x480 ", picture=False
    )
    assert refusal_of(owner, trick, FileKind.VIDEO).code == "no_picture"
