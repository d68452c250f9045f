"""The files behind evidence and practice work: drawn or sounded once, then linked as often as needed.

Pictures go through the film room's own `make_safe`, as a phone's do; the recordings are made by
ffmpeg and kept by the film room's own `store_recording` path. Practice work shares a small pool of
files by hard links, which cost no room; each picture of a claim is its own.
"""

import hashlib
import os
import tempfile
from collections.abc import Container, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from lms.demo.story.pictures import PLAIN_SIZE, draw_picture, draw_plain_picture
from lms.demo.story.plan import Picture
from media import recordings
from media.film import run_ffmpeg
from media.models import FileKind
from media.photos import make_safe
from media.store import private_path

POOL_PHOTOS = 8
POOL_GOODS = ("ผ้าทอ", "งานสาน", "เซรามิก", "ของกิน", "สมุนไพร", "ผลไม้แปรรูป", "กล่องพัสดุ", "งานไม้")
SECONDS = 6
THREADS = 2
# Two soft tones for a voice, a coloured field for a film: a demonstration shows that something was sent.
TONE = ["-f", "lavfi", "-i", f"sine=frequency=330:duration={SECONDS}", "-af", "volume=0.2"]
FIELD = ["-f", "lavfi", "-i", f"color=c=0x34346b:s=360x640:r=12:d={SECONDS}"]
COMMANDS = {
    "audio": [*TONE, "-c:a", "aac", "-b:a", "32k", "-ac", "1"],
    "video": [*FIELD, *TONE, "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac",
              "-b:a", "32k", "-ac", "1", "-movflags", "+faststart", "-shortest"],
}  # fmt: skip
SUFFIXES = {"audio": ".m4a", "video": ".mp4"}
TIMEOUT_S = 60


@dataclass(frozen=True)
class Master:
    """A file as it is kept, with all that a row says of it."""

    kind: str
    content: bytes
    suffix: str
    content_type: str
    sent_sha256: str
    width_px: int | None
    height_px: int | None
    duration_ms: int | None


@cache
def sent_bytes(name: str) -> bytes:
    """Return a file of the pool as a phone would send it."""
    if name.startswith("photo-"):
        return draw_picture("goods", (POOL_GOODS[int(name.removeprefix("photo-"))],))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sent{SUFFIXES[name]}"
        run_ffmpeg([*COMMANDS[name], "-bitexact", str(path)], timeout=TIMEOUT_S)
        return path.read_bytes()


def photo_master(sent: bytes) -> Master:
    """Return what the film room keeps of a picture."""
    safe = make_safe(sent)
    digest = hashlib.sha256(sent).hexdigest()
    return Master(
        FileKind.PHOTO, safe.content, ".jpg", "image/jpeg", digest, safe.width_px, safe.height_px, None
    )


@cache
def pool_master(name: str) -> Master:
    """Return what the film room keeps of a file of the pool."""
    sent = sent_bytes(name)
    if name.startswith("photo-"):
        return photo_master(sent)
    kind = FileKind(name)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"sent{SUFFIXES[name]}"
        source.write_bytes(sent)
        facts, plan = recordings.examine(source, kind)
        target = Path(folder) / f"kept{plan.suffix}"
        kept = recordings.keep_clean(source, target, facts=facts, plan=plan)
        return Master(
            kind, target.read_bytes(), plan.suffix, plan.content_type, hashlib.sha256(sent).hexdigest(),
            kept.width_px or None, kept.height_px or None, kept.duration_ms,
        )  # fmt: skip


def picture_masters(
    pictures: Iterable[Picture], *, plain: Container[UUID] = frozenset()
) -> dict[UUID, Master]:
    """Draw the pictures of claims and make them safe, on both cores; those in `plain` in a hurry."""
    wanted = list(pictures)

    def master(one: Picture) -> Master:
        if one.id in plain:
            return plain_master(draw_plain_picture(one.kind, one.words))
        return photo_master(draw_picture(one.kind, one.words))

    with ThreadPoolExecutor(THREADS) as pool:
        masters = pool.map(master, wanted)
    return dict(zip((one.id for one in wanted), masters, strict=True))


def plain_master(drawn: bytes) -> Master:
    """Return a plain picture as it was drawn: it comes from no camera, so nothing has to be taken out."""
    digest = hashlib.sha256(drawn).hexdigest()
    return Master(FileKind.PHOTO, drawn, ".jpg", "image/jpeg", digest, *PLAIN_SIZE, None)


class Store:
    """Writes files and remembers their rows; the rows are written by whoever asked."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._root = str(private_path(""))
        self._first: dict[str, str] = {}
        self._folders: set[str] = set()

    def keep(self, file_id: UUID, master: Master, owner_id: int, at: datetime) -> None:
        """Put a file where its row says, as a link where the same bytes lie there already."""
        name = file_id.hex
        relative = f"{name[:2]}/{name}{master.suffix}"
        self._write(relative, master)
        self.rows.append(
            {
                "id": file_id,
                "owner_id": owner_id,
                "kind": str(master.kind),
                "path": relative,
                "content_type": master.content_type,
                "size_bytes": len(master.content),
                "sent_sha256": master.sent_sha256,
                "width_px": master.width_px,
                "height_px": master.height_px,
                "duration_ms": master.duration_ms,
                "created_at": at,
            }
        )

    def _write(self, relative: str, master: Master) -> None:
        folder, path = relative[:2], f"{self._root}/{relative}"
        if folder not in self._folders:
            os.makedirs(f"{self._root}/{folder}", exist_ok=True)
            self._folders.add(folder)
        first = self._first.get(master.sent_sha256)
        if first is None:
            _put(path, master.content)
            self._first[master.sent_sha256] = path
            return
        try:
            os.link(first, path)
        except OSError:
            # There from an earlier try, or a disk without hard links: a copy does as well.
            _put(path, master.content)


def _put(path: str, content: bytes) -> None:
    """Write a file anew: one that is there may be a link to another's bytes."""
    with suppress(FileNotFoundError):
        os.unlink(path)
    with open(path, "wb") as file:
        file.write(content)
