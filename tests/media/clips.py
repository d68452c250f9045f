"""A lesson's script as `cms` writes it, and clips in every state."""

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings

from media.models import CaptionTrack, Clip, ClipState, Rendition
from tests import build

POINTS = ["พี่ ๆ ซื้อน้ำพริกจากกี่ร้าน", "ปั้นหม้อตามขั้นตอนด้วยเครื่องเดียว", "ผู้ผ่านพิมพ์ “CF” แล้วรับส่วนลด 10%"]


def script(**changes: Any) -> dict[str, Any]:
    return {
        "language": "th",
        "title": "มือถือเครื่องเดียวก็เริ่มขายออนไลน์ได้",
        "subtitle": "พื้นฐาน · บทที่ 1",
        "points": POINTS,
        "captions": {"th": ["ชื่อบท", *POINTS], "en": ["The title", "One & two", "Two", "Three"]},
        **changes,
    }


def waiting(**fields: Any) -> Clip:
    fields = {"script": script(), "title": "คลิป", "queued_at": build.NOON, **fields}
    return Clip.objects.create(key=uuid.uuid4(), **fields)


def ready(**fields: Any) -> Clip:
    """A clip with files that are only names; `file` writes real ones."""
    clip = waiting(
        **{
            "state": ClipState.READY,
            "revision": 1,
            "duration_ms": 20_000,
            "ready_at": build.NOON,
            "percent": 100,
            **fields,
        }
    )
    clip.cover_path = f"{clip.key}/1/cover.webp"
    clip.save()
    for name, size in (("240p", 310_000), ("360p", 780_000)):
        Rendition.objects.create(
            clip=clip,
            name=name,
            path=f"{clip.key}/1/{name}.mp4",
            content_type="video/mp4",
            size_bytes=size,
            width_px=16 * int(name[:3]) // 9,
            height_px=int(name[:3]),
            duration_ms=20_000,
        )
    for language in ("th", "en"):
        CaptionTrack.objects.create(clip=clip, language=language, path=f"{clip.key}/1/{language}.vtt")
    return clip


def file(clip: Clip, name: str, content: bytes, revision: int = 1) -> Path:
    path = Path(settings.CLIP_ROOT) / str(clip.key) / str(revision) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
