"""A clip made here and now, from a file on this machine, without the worker."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.dates import now
from media import s3
from media.errors import MediaRefused
from media.failures import SENTENCES
from media.ingest import refusals
from media.ingest.actions import ask_for_clip_from
from media.lease import claim
from media.models import Clip, ClipState, Rendition
from media.periodic import requeue_expired
from media.sources import remove_source
from media.store import clip_key, clip_path
from media.tasks import work

NOT_FOUND = "not_found"
UNREADABLE = "unreadable"
WAIT_SECONDS = 1.0


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `reason` is empty where it was accepted."""

    path: Path
    clip: Clip | None = None
    reason: str = ""
    message: str | Promise = ""
    renditions: list[Rendition] = field(default_factory=list)

    @property
    def is_accepted(self) -> bool:
        """Tell whether there is a clip that plays."""
        return not self.reason

    def told(self) -> dict[str, Any]:
        """Return it for a JSON line. `duration` is in seconds, paths are those on this machine."""
        words: dict[str, Any] = {"file": str(self.path), "accepted": self.is_accepted}
        if self.clip is not None:
            words["clip"] = str(self.clip.key)
        if not self.is_accepted:
            return {**words, "reason": self.reason, "message": str(self.message)}
        return {**words, "renditions": [_told(one) for one in self.renditions]}


def ingest_file(path: Path) -> Outcome:
    """Make a clip of a file and say what became of it; nothing is raised for a file that is no good."""
    try:
        if not path.is_file():
            return Outcome(path, reason=NOT_FOUND, message=_("There is no such file here."))
        clip = ask_for_clip_from(path, owner=None, title=path.stem, in_queue=False)
    except MediaRefused as refused:
        return Outcome(path, reason=refused.code, message=str(refused.message))
    except OSError as error:
        return Outcome(path, reason=UNREADABLE, message=error.strerror or type(error).__name__)
    _make(clip)
    if clip.failure in refusals.SENTENCES:
        return _forgotten(clip, path)
    if clip.state != ClipState.READY:
        return Outcome(path, clip, clip.failure, str(SENTENCES.get(clip.failure, clip.failure)))
    return Outcome(path, clip, renditions=list(clip.renditions.all()))


def _forgotten(clip: Clip, path: Path) -> Outcome:
    """A file that is no good leaves nothing behind: whoever sent it here has it still."""
    relative, reason = clip.source_path, clip.failure
    clip.delete()
    remove_source(relative)
    return Outcome(path, reason=reason, message=refusals.SENTENCES[reason])


def _make(clip: Clip) -> None:
    """Try as often as a worker would; where one was quicker than we, wait for it."""
    while clip.state not in (ClipState.READY, ClipState.FAILED):
        requeue_expired(now())
        if lease := claim(clip.key, at=now()):
            work(lease)
        else:
            time.sleep(WAIT_SECONDS)
        clip.refresh_from_db()


def _told(rendition: Rendition) -> dict[str, Any]:
    return {
        "name": rendition.name,
        "path": _place(rendition.path),
        "key": rendition.path,
        "width": rendition.width_px,
        "height": rendition.height_px,
        "duration": rendition.duration_ms / 1000,
        "bytes": rendition.size_bytes,
        "orientation": _orientation(rendition),
    }


def _place(relative: str) -> str:
    """Return where a rendition lies: a path of this machine, or bucket and key of the store."""
    path = clip_path(relative)
    return str(path) if path.exists() or not s3.is_on() else f"s3://{settings.S3_BUCKET}/{clip_key(relative)}"


def _orientation(rendition: Rendition) -> str:
    if not rendition.width_px:
        return "none"
    if rendition.width_px == rendition.height_px:
        return "square"
    return "portrait" if rendition.height_px > rendition.width_px else "landscape"
