"""What the classroom tells the register about a lesson when its page is published."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

PLAIN_KINDS = frozenset({"text", "checklist", "photo", "audio", "video"})
PHOTO_SET = re.compile(r"photo_set_([1-9][0-9]?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonFacts:
    """The facts of one lesson; the fields mirror `courses.catalogue.models.Lesson`.

    `practice_kinds` holds text, checklist, photo, photo_set_N (at least N photos), audio, video;
    `practice_checklist` holds {"th": …, "en": …}.
    """

    key: UUID
    track_code: str
    title_th: str
    code: str = ""
    position: int = 0
    title_en: str = ""
    minutes: int = 0
    is_required: bool = True
    path_th: str = ""
    path_en: str = ""
    clip_key: UUID | None = None
    practice_kinds: Sequence[str] = ()
    practice_th: str = ""
    practice_en: str = ""
    practice_checklist: Sequence[dict[str, str]] = ()
    milestone_code: str = ""
    milestone_th: str = ""
    milestone_en: str = ""
    search_text: str = ""


@dataclass(frozen=True, slots=True)
class PracticeNeeds:
    """What a learner has to send, read from a lesson's `practice_kinds`."""

    text: bool = False
    checklist: bool = False
    photos: int = 0
    audio: bool = False
    video: bool = False


def is_practice_kind(kind: object) -> bool:
    """Tell whether a word is a kind of practice work that the register knows."""
    return isinstance(kind, str) and (kind in PLAIN_KINDS or PHOTO_SET.fullmatch(kind) is not None)


def practice_needs(kinds: Sequence[str]) -> PracticeNeeds:
    """Return what has to be sent; several kinds of photo ask for the largest number of them."""
    sets = [int(found[1]) for kind in kinds if (found := PHOTO_SET.fullmatch(kind))]
    return PracticeNeeds(
        text="text" in kinds,
        checklist="checklist" in kinds,
        photos=max([*sets, 1 if "photo" in kinds else 0]),
        audio="audio" in kinds,
        video="video" in kinds,
    )
