"""What a practice task needs, and whether a delivery holds it."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalogue.facts import practice_needs
from courses.catalogue.models import Lesson
from courses.practice.errors import WorkIncomplete
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


def missing_parts(
    lesson: Lesson, *, text: str, ticks: Sequence[int], files: Sequence[StoredFile]
) -> list[WorkIncomplete]:
    """Return what a delivery still lacks, each with its field, in the order of the form."""
    needs = practice_needs(lesson.practice_kinds)
    kinds = Counter(stored.kind for stored in files)
    checks = [
        (len(files) > MOST_FILES, "photos", _("Send at most %(most)s files.") % {"most": MOST_FILES}),
        (kinds[FileKind.PHOTO] < needs.photos, "photos", _photos_missing(needs.photos)),
        (needs.audio and not kinds[FileKind.AUDIO], "audio", _("Add a sound recording, then send again.")),
        (needs.video and not kinds[FileKind.VIDEO], "video", _("Add a video clip, then send again.")),
        (
            needs.checklist and len(ticks) < len(lesson.practice_checklist),
            "checklist",
            _("Do every step of the list and tick it, then send again."),
        ),
        (needs.text and not text, "text", _("Write your answer, then send again.")),
    ]
    return [WorkIncomplete(sentence, field=field) for is_missing, field, sentence in checks if is_missing]


def late_work_lacks(*, text: str, ticks: Sequence[int], files: Sequence[StoredFile]) -> WorkIncomplete | None:
    """Return why work of a phone without a network cannot be kept: there is nothing in it, or too much.

    What the task asks for may have changed since the phone read it, so that is left to the trainer.
    """
    if len(files) > MOST_FILES:
        return WorkIncomplete(_("Send at most %(most)s files.") % {"most": MOST_FILES}, field="photos")
    if not (text or ticks or files):
        return WorkIncomplete(_("There is nothing in this work. Do the task and send it again."))
    return None


def _photos_missing(needed: int) -> str:
    return ngettext(
        "Add %(count)s photo, then send again.", "Add %(count)s photos, then send again.", needed
    ) % {"count": needed}
