"""What a practice task needs, and whether a delivery holds it."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalogue.facts import practice_needs
from courses.catalogue.models import Lesson
from courses.practice.errors import SubmissionTaken, WorkIncomplete
from lms.text import INVISIBLE
from media.models import FileKind, StoredFile

LONGEST_TEXT = 4000
MOST_FILES = 20


def tidy_words(text: str) -> str:
    """Return what a person wrote as it is kept: no NUL, no empty ends; invisible marks alone are nothing.

    Raises `WorkIncomplete` when it is too long to be kept whole: nothing is cut silently.
    """
    words = text.replace("\x00", "").replace("\r\n", "\n").encode("utf-8", "ignore").decode("utf-8").strip()
    if not words.translate(INVISIBLE).strip():
        return ""
    if len(words) > LONGEST_TEXT:
        raise WorkIncomplete(
            _("The text is too long. Keep it under %(most)s characters.") % {"most": LONGEST_TEXT},
            field="text",
        )
    return words


def tidy_ticks(lesson: Lesson, ticks: Sequence[int]) -> list[int]:
    """Return the ticked positions of a lesson's checklist, in order and once each."""
    return sorted({tick for tick in ticks if 0 <= tick < len(lesson.practice_checklist)})


def check_complete(
    lesson: Lesson, *, text: str, ticks: Sequence[int], files: Sequence[StoredFile], owner_id: int
) -> None:
    """Check a delivery against its task; the first thing missing is said, with its field.

    Raises `WorkIncomplete`, and `SubmissionTaken` for files of somebody else.
    """
    if any(stored.owner_id != owner_id for stored in files):
        raise SubmissionTaken
    needs = practice_needs(lesson.practice_kinds)
    kinds = Counter(stored.kind for stored in files)
    if len(files) > MOST_FILES:
        raise WorkIncomplete(_("Send at most %(most)s files.") % {"most": MOST_FILES}, field="photos")
    if kinds[FileKind.PHOTO] < needs.photos:
        raise WorkIncomplete(_photos_missing(needs.photos), field="photos")
    if needs.audio and not kinds[FileKind.AUDIO]:
        raise WorkIncomplete(_("Add a sound recording, then send again."), field="audio")
    if needs.video and not kinds[FileKind.VIDEO]:
        raise WorkIncomplete(_("Add a video clip, then send again."), field="video")
    if needs.text and not text:
        raise WorkIncomplete(_("Write your answer, then send again."), field="text")
    if needs.checklist and len(ticks) < len(lesson.practice_checklist):
        raise WorkIncomplete(_("Do every step of the list and tick it, then send again."), field="checklist")


def _photos_missing(needed: int) -> str:
    return ngettext(
        "Add %(count)s photo, then send again.", "Add %(count)s photos, then send again.", needed
    ) % {"count": needed}
