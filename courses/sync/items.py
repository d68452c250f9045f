"""The items of a phone, read strictly: a shape for each kind, and one sentence for whatever has none."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
)

from courses.milestones.models import EvidenceKind
from courses.practice.needs import MOST_FILES
from courses.progress.merge import ALL_WATCHED, MOST_MS
from courses.sync.errors import ItemUnreadable, UnknownKind
from media.kinds import FileKind

MOST_SKEW_MS = 200 * 366 * 24 * 3600 * 1000
LONGEST_WORDS = 20_000
HASH = r"^[0-9a-f]{64}$"


def _text_only(value: object) -> object:
    # Pydantic would read a number as seconds since 1970; a phone of ours writes ISO text.
    if not isinstance(value, str):
        raise ValueError("must be text")
    return value


def _whole(value: object) -> object:
    if isinstance(value, (bool, float)):
        raise ValueError("must be a whole number")
    return value


def _as_typed(value: object) -> object:
    if value is None:
        return ""
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _without_nul(value: str) -> str:
    return value.replace("\x00", "")


Id = Annotated[UUID, BeforeValidator(_text_only)]
Moment = Annotated[AwareDatetime, BeforeValidator(_text_only)]
Day = Annotated[date, BeforeValidator(_text_only)]
# A bitmap may come as decimal text too: JavaScript's numbers are exact to 53 bits, the bitmap has 60.
Whole = Annotated[int, BeforeValidator(_whole)]
Short = Annotated[str, StringConstraints(max_length=500), AfterValidator(_without_nul)]
Link = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_without_nul)]
# As people type it, or a number as programs write it; read where the claim is made, with a sentence.
Typed = Annotated[Short, BeforeValidator(_as_typed)]
Words = Annotated[str, StringConstraints(max_length=LONGEST_WORDS), AfterValidator(_without_nul)]


class SealedFile(BaseModel):
    """A sealed file that was uploaded before: its upload's id and the key that opens it."""

    upload: Id
    key: Annotated[str, StringConstraints(min_length=43, max_length=43)]
    name: Short = ""
    size: Annotated[Whole, Field(ge=0, le=MOST_MS)] | None = None


class SentFile(SealedFile):
    """A photo, a sound or a clip of practice work."""

    kind: FileKind


class Proof(SealedFile):
    """A picture of a claim and what it shows, or a platform's file of orders."""

    kind: Literal["photo", "file"]
    evidence: EvidenceKind


class KeptProof(BaseModel):
    """What the site has of a claim that was sent back: a picture, or (by that claim's id) its order file."""

    file: Id
    evidence: EvidenceKind


class ProgressBody(BaseModel):
    """What was seen of a lesson's clip: a bitmap of sixty equal parts, and the furthest position."""

    lesson: Id
    watched: Whole = Field(0, ge=0, le=ALL_WATCHED)
    furthest_ms: Whole = Field(0, ge=0, le=MOST_MS)


class QuizBody(BaseModel):
    """A finished quiz: raw answers to the version with this hash, and how the phone marked them."""

    lesson: Id
    version: Annotated[str, StringConstraints(pattern=HASH)]
    answers: dict[str, Any]
    mark: Any = None


class PracticeBody(BaseModel):
    """Practice work: words, ticked positions of the checklist, sealed files."""

    lesson: Id
    text: Words = ""
    checklist: list[Annotated[Whole, Field(ge=0, le=999)]] = Field([], max_length=200)
    files: list[SentFile] = Field([], max_length=MOST_FILES)


class ClaimBody(BaseModel):
    """A milestone claim with its pictures and, of a sale, at most one file of orders.

    `kept` names what came with a claim that was sent back: it goes along without being sent again.
    """

    milestone: Annotated[str, StringConstraints(max_length=2)]
    happened_on: Day
    platform: Short = ""
    shop_name: Short = ""
    url: Link = ""
    tracking_number: Short = ""
    order_number: Short = ""
    registration_number: Short = ""
    country: Short = ""
    buyer_name: Short = ""
    buyer_phone: Short = ""
    amount_baht: Typed = Field("", description="In baht, as it was typed")
    note: Words = ""
    is_sure: bool = Field(False, description="The person has looked at a day that seemed wrong")
    files: list[Proof] = Field([], max_length=MOST_FILES)
    kept: list[KeptProof] = Field([], max_length=MOST_FILES)


class AnswerBody(BaseModel):
    """What a seller answered to «do you still sell?»."""

    question: Whole = Field(ge=1, le=MOST_MS)
    answer: Literal["selling", "paused", "stopped"]


class _Item(BaseModel):
    """What every item tells: whose it is, when it was made by the phone's clock, and the act itself.

    `skew_ms` is how far that clock was behind the server's at their last contact, null where unknown;
    `offset_ms` counts from when the app was opened and is not needed for storing.
    """

    id: Id
    profile: Id
    clock: Moment
    skew_ms: Annotated[Whole, Field(ge=-MOST_SKEW_MS, le=MOST_SKEW_MS)] | None = None
    offset_ms: int | float | None = None


class ProgressItem(_Item):
    """A clip was watched."""

    kind: Literal["progress"]
    body: ProgressBody


class QuizItem(_Item):
    """A quiz was finished; the item's id becomes the attempt's."""

    kind: Literal["quiz"]
    body: QuizBody


class PracticeItem(_Item):
    """Practice work was done; the item's id becomes the submission's."""

    kind: Literal["practice"]
    body: PracticeBody


class ClaimItem(_Item):
    """A milestone was claimed; the item's id becomes the claim's."""

    kind: Literal["claim"]
    body: ClaimBody


class AnswerItem(_Item):
    """«Do you still sell?» was answered; the first answer stands."""

    kind: Literal["answer"]
    body: AnswerBody


Item = ProgressItem | QuizItem | PracticeItem | ClaimItem | AnswerItem
SHAPES: dict[str, type[Item]] = {
    "progress": ProgressItem,
    "quiz": QuizItem,
    "practice": PracticeItem,
    "claim": ClaimItem,
    "answer": AnswerItem,
}


class SealedItem(BaseModel):
    """An item that the phone sealed to a key of this site, see `courses.sync.sealing`."""

    id: Id
    key: Annotated[str, StringConstraints(max_length=12)]
    sealed: Annotated[str, StringConstraints(max_length=262_144)]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a phone marked a quiz."""

    score: int
    max_score: int
    passed: bool

    def as_kept(self) -> dict[str, int | bool]:
        """Return it as it is kept beside an attempt."""
        return {"score": self.score, "max_score": self.max_score, "passed": self.passed}


def read_item(raw: object) -> Item:
    """Return the item of some JSON. Raises `ItemUnreadable`, `UnknownKind`."""
    if not isinstance(raw, dict):
        raise ItemUnreadable
    kind = raw.get("kind")
    shape = SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise UnknownKind if isinstance(kind, str) and kind else ItemUnreadable("kind")
    try:
        return shape.model_validate(raw)
    except (ValidationError, RecursionError) as error:
        raise ItemUnreadable(_place(error)) from error


def read_mark(raw: object) -> Mark | None:
    """Return the phone's own mark; None for none and for what is no mark. It never costs the answers."""
    if not isinstance(raw, dict):
        return None
    score, most, passed = raw.get("score"), raw.get("max_score"), raw.get("passed")
    if type(score) is not int or type(most) is not int or type(passed) is not bool:
        return None
    return Mark(score, most, passed) if 0 <= score <= MOST_MS and 0 <= most <= MOST_MS else None


def _place(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return ""
    return ".".join(
        str(part)[:40] for part in error.errors(include_url=False, include_input=False)[0]["loc"]
    )[:120]
