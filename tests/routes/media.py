"""The film room: clips are for everybody."""

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings

from media.models import Clip
from tests.build import NOON, People
from tests.routes import public

KEY = uuid.UUID("5b0e6f0a-0c5d-4c1c-9d5e-1f6f1d5f7a10")


def clip(people: People) -> dict[str, Any]:
    Clip.objects.create(key=KEY, title="คลิป", script={}, queued_at=NOON)
    return {"key": KEY}


def file_of_a_clip(people: People) -> dict[str, Any]:
    folder = Path(settings.CLIP_ROOT) / str(KEY) / "1"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "240p.mp4").write_bytes(b"film")
    return {"key": KEY, "revision": 1, "name": "240p.mp4"}


def picture(people: People) -> dict[str, Any]:
    folder = Path(settings.MEDIA_ROOT) / "images"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "basket.jpg").write_bytes(b"picture")
    return {"name": "basket.jpg"}


ROWS = [
    public("clip", clip),
    public("clip-file", file_of_a_clip),
    public("picture-file", picture),
    public("api:clip", clip),
]
