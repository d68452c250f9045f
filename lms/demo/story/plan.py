"""A programme as plain facts: who came when, and what they did. It knows no database.

The same plan can be written in bulk (`write`) and be played through the real actions (`play`); a
test holds both to the same rows. Times are aware; `None` as a decision means that it still waits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class LessonSpec:
    """What a journey must know of a lesson."""

    key: UUID
    code: str
    track: str
    is_foundation: bool
    is_required: bool
    quiz: dict | None
    photos: int = 0
    wants_text: bool = False
    wants_audio: bool = False
    wants_video: bool = False
    ticks: int = 0

    @property
    def has_practice(self) -> bool:
        """Tell whether something has to be sent to the trainer."""
        return bool(self.photos or self.wants_text or self.wants_audio or self.wants_video or self.ticks)


@dataclass(frozen=True)
class Decision:
    """What a member of staff said about work or a claim; `words` is the reason or the feedback."""

    good: bool
    at: datetime
    by: str
    words: str = ""


@dataclass(frozen=True)
class Watched:
    """A learner was in a lesson and saw some of its clip."""

    lesson: str
    at: datetime
    watched: int
    furthest_ms: int


@dataclass(frozen=True)
class Answered:
    """A learner finished a quiz."""

    id: UUID
    lesson: str
    at: datetime
    answers: dict[str, object]


@dataclass(frozen=True)
class Sent:
    """A learner sent practice work. `files` names pictures and recordings of the pool."""

    id: UUID
    lesson: str
    at: datetime
    text: str
    ticks: tuple[int, ...]
    files: tuple[tuple[UUID, str], ...]
    decision: Decision | None


@dataclass(frozen=True)
class Picture:
    """A picture of a claim: what it shows is drawn from `words`, so no two are alike."""

    id: UUID
    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Claimed:
    """A learner claimed a milestone."""

    id: UUID
    milestone: str
    at: datetime
    happened_on: date
    platform: str = ""
    shop_name: str = ""
    url: str = ""
    tracking: str = ""
    mark: str = ""
    country: str = ""
    amount_baht: int | None = None
    note: str = ""
    pictures: tuple[Picture, ...] = ()
    decision: Decision | None = None


Event = Watched | Answered | Sent | Claimed


@dataclass
class Person:
    """One learner with everything that happened, in the order of time."""

    name: str
    phone: str
    sex: str
    birth_year_be: int | None
    education: str
    sold_before: bool
    joined_at: datetime
    left_at: datetime | None = None
    events: list[Event] = field(default_factory=list)


@dataclass
class Group:
    """One cohort with its people. `trainer` and deciders are e-mail addresses of staff."""

    village: str
    number: int
    title_th: str
    title_en: str
    trainer: str
    starts_on: date
    ends_on: date
    seats: int
    join_code: str
    closed_at: datetime | None
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True)
class Staff:
    """A trainer of one village, or a manager; only the named ones can sign in."""

    email: str
    name: str
    role: str
    villages: tuple[str, ...] = ()


@dataclass
class Plan:
    """The whole programme."""

    staff: list[Staff]
    groups: list[Group]

    def pictures(self, *, decided_only: bool = False) -> Iterator[Picture]:
        """Yield the pictures of all claims, or of those that somebody decided about."""
        for group in self.groups:
            for person in group.people:
                for event in person.events:
                    if isinstance(event, Claimed) and not (decided_only and event.decision is None):
                        yield from event.pictures
