"""A course of three lessons whose clips lie on the disk, hashed, as after the worker's minute."""

from __future__ import annotations

import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings as site_settings

from cms.blocks.clip import composed_key
from cms.models import LessonPage
from media.digests.filling import fill_missing
from media.film import run_ffmpeg
from media.models import CaptionTrack, Clip, ClipState, Rendition
from tests.build import NOON
from tests.cms.site import SmallSite, lesson, small_site

CODES = ("F1", "F2", "F3")


@lru_cache
def film(name: str, seconds: int = 24) -> bytes:
    """A real clip; noise in the picture makes it large enough for several chunks."""
    import tempfile

    picture = ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=12:d={seconds}"]
    sound = ["-f", "lavfi", "-i", f"sine=d={seconds}"]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / name
        if name.endswith(".m4a"):
            arguments = [*sound, "-c:a", "aac", "-b:a", "32k"]
        else:
            noise = ["-vf", "noise=alls=60:allf=t", "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "650k"]
            arguments = [*picture, *sound, *noise, "-g", "24", "-pix_fmt", "yuv420p", "-c:a", "aac"]
        run_ffmpeg(["-loglevel", "error", "-y", *arguments, "-movflags", "+faststart", str(out)], timeout=120)
        return out.read_bytes()


def course_with_clips(codes: tuple[str, ...] = CODES, *, seconds: int = 24) -> SmallSite:
    """Publish the course; every lesson has its clip."""
    site = small_site()
    for code in codes:
        give_clip(lesson(site, code), seconds=seconds)
    fill_missing(NOON)
    return site


def give_clip(page: LessonPage, *, revision: int = 1, seconds: int = 24, mark: bytes = b"") -> Clip:
    """Give a lesson its composed clip as it is after it was made. `mark` makes its files differ."""
    key = composed_key(page.translation_key)
    Clip.objects.filter(key=key).delete()
    clip = Clip.objects.create(
        key=key,
        title=page.title,
        script={"language": "th"},
        queued_at=NOON,
        state=ClipState.READY,
        revision=revision,
        duration_ms=seconds * 1000,
        has_sound=True,
        ready_at=NOON,
        percent=100,
        cover_path=f"{key}/{revision}/cover.webp",
        cover_bytes=12,
    )
    mark += key.bytes  # each lesson's files differ, as films do
    for name, file, height in (
        ("audio", "audio.m4a", 0),
        ("240p", "240p.mp4", 180),
        ("360p", "360p.mp4", 360),
    ):
        content = film(file.replace("360p", "240p"), seconds) + free_box(mark + name.encode())
        write(clip, file, content)
        Rendition.objects.create(
            clip=clip,
            name=name,
            path=f"{key}/{revision}/{file}",
            content_type="audio/mp4" if height == 0 else "video/mp4",
            size_bytes=len(content),
            width_px=16 * height // 9,
            height_px=height,
            duration_ms=seconds * 1000,
        )
    write(clip, "cover.webp", b"RIFFcover" + mark)
    write(clip, "th.vtt", "WEBVTT\n\n00:00.000 --> 00:20.000\nคำบรรยาย\n".encode())
    CaptionTrack.objects.create(clip=clip, language="th", path=f"{key}/{revision}/th.vtt")
    return clip


def free_box(content: bytes) -> bytes:
    """Return an MP4 box that players skip."""
    return (len(content) + 8).to_bytes(4, "big") + b"free" + content


def write(clip: Clip, name: str, content: bytes) -> None:
    path = Path(site_settings.CLIP_ROOT) / str(clip.key) / str(clip.revision) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def envelope_of(client: Any, track: str = "foundation", language: str = "th") -> dict[str, Any]:
    """Return a pack's answer as JSON."""
    answer = client.get(f"/api/v1/packs/{track}?lang={language}")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def key_of(page: LessonPage) -> uuid.UUID:
    return composed_key(page.translation_key)
