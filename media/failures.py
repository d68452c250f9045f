"""Why a clip could not be made: short codes in the row, sentences for whoever runs the site."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media.ingest import refusals

if TYPE_CHECKING:
    from media.models import Clip, LightCopy

MOST_ATTEMPTS = 3

BAD_SCRIPT = "bad_script"
COMPOSE = "compose"
ENCODE = "encode"
CHECK = "check"
DISK = "disk"
WORKER_LOST = "worker_lost"
OTHER = "other"
CANCELLED = "cancelled"
CANNOT_LOOK = refusals.CANNOT_LOOK
SOURCE_GONE = "source_gone"
STORE = "store"

# Trying these again by itself would only make somebody wait.
FINAL = {BAD_SCRIPT, CANCELLED, SOURCE_GONE, *refusals.SENTENCES}

SENTENCES: dict[str, str | Promise] = {
    BAD_SCRIPT: _("The lesson has no title or no key points to make a clip from."),
    COMPOSE: _("The pictures of the clip could not be drawn."),
    ENCODE: _("ffmpeg could not write the clip."),
    CHECK: _("The finished files were not as planned."),
    DISK: _("The disk is full or cannot be written."),
    WORKER_LOST: _("The worker was stopped while it made the clip."),
    OTHER: _("Something unexpected happened. The log of the worker tells more."),
    CANCELLED: _("Somebody stopped the making of this clip. It can be started again."),
    SOURCE_GONE: _("The file that was sent is no longer there. Please send it again."),
    STORE: _("The store for files does not answer or refuses."),
    CANNOT_LOOK: refusals.OURS,
    **refusals.SENTENCES,
}


def why_failed(clip: "Clip | LightCopy") -> str:
    """Return the sentence for a clip that failed; empty for any other."""
    return str(SENTENCES.get(clip.failure, SENTENCES[OTHER])) if clip.state == "failed" else ""


class MakingFailed(Exception):
    """A clip could not be made. `code` is one of the codes of this module."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class LeaseLost(Exception):
    """Another worker holds the clip, its script was changed or it was cancelled: leave no trace."""
