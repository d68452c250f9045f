"""The film room: clips are for everybody."""

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings

from media.caption_actions import send_captions
from media.models import Clip
from media.uploads.actions import begin
from tests.build import NOON, People
from tests.media import captions, clips, files
from tests.routes import Row, desk, public

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


def sent_captions(people: People) -> dict[str, Any]:
    upload = files.upload(captions.SRT.encode(), "captions.srt")
    track = send_captions(clips.ready(), language="tts", upload=upload, sender=people.trainer, at=NOON)
    return {"key": track.clip_id, "language": "tts", "digest": track.text_sha256[:16]}


def upload(people: People) -> dict[str, Any]:
    """An upload of the learner's own."""
    begin(
        people.learner.user,
        upload_id=KEY,
        name="a.mp4",
        size_bytes=4,
        purpose="practice",
        kind="video",
        at=NOON,
    )
    return {"key": KEY}


def of_a_learner(name: str, method: str, own: int, kwargs: Any = upload, **more: Any) -> Row:
    """Return a row for a call about the learner's own upload: to everybody else it is not there."""
    return Row(name, kwargs, method=method, nobody=401, learner=own, classmate=404, neighbour=404, **more)


def new_film(people: People) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "name": "a.mp4", "size_bytes": 4, "purpose": "lesson"}


STAFF = dict.fromkeys(("trainer", "manager", "administrator"), 200)
JSON = "application/json"
ROWS = [
    Row("api:uploads", method="post", data=new_film, content_type=JSON, nobody=401, learner=403, **STAFF),
    of_a_learner("api:upload", "get", 200),
    of_a_learner("api:upload-cancel", "delete", 204, lambda people: upload(people), content_type=JSON),
    of_a_learner("api:upload-part", "put", 400, lambda p: {**upload(p), "number": 1}, content_type=JSON),
    of_a_learner(
        "api:upload-piece", "put", 400, lambda p: {**upload(p), "number": 1, "piece": 0}, content_type=JSON
    ),
    of_a_learner(
        "api:upload-part-link",
        "post",
        404,
        lambda p: {**upload(p), "number": 1},
        data=lambda p: {"sha256": "0" * 64},
        content_type=JSON,
    ),
    of_a_learner(
        "api:upload-part-arrived",
        "post",
        404,
        lambda p: {**upload(p), "number": 1},
        data=lambda p: {"sha256": "0" * 64, "etag": "x"},
        content_type=JSON,
    ),
    of_a_learner("api:upload-finish", "post", 409, data=lambda p: {"sha256": []}, content_type=JSON),
    public("clip", clip),
    public("clip-file", file_of_a_clip),
    public("picture-file", picture),
    public("clip-captions", sent_captions),
    desk("clip-new"),
    desk("clip-new", method="post", status=422),
    desk("clips-desk"),
    desk("clip-making", clip),
    desk("clip-whole", clip, status=404),  # nobody sent it, so there is nothing to show
    desk("clip-making", clip, method="post", data=lambda p: {"do": "cancel"}, status=302),
    desk("api:clip-cancel", clip, method="post", nobody=401),
    desk("api:clip-retry", clip, method="post", nobody=401),
    desk("captions"),
    desk("clip-captions-desk", clip),
    desk("clip-captions-desk", clip, method="post", data=lambda p: {"remove": "th"}, status=302),
    public("api:clip", clip),
]
