"""Noting what was done. Call inside the transaction of the act itself: both stand, or neither."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from courses.audit.models import AuditEntry, Verb
from lms.accounts.models import User
from lms.dates import bangkok_date

Details = Mapping[str, str | int | float | bool | list[str] | list[int] | None]
Subject = tuple[str, object]


def note(
    verb: Verb,
    *,
    by: User | None,
    at: datetime,
    person: UUID | None = None,
    subject: Subject | None = None,
    details: Details | None = None,
) -> AuditEntry:
    """Keep one act. `subject` is ("claim", its key); `details` hold ids and codes, never phones or names."""
    return AuditEntry.objects.create(**_fields(verb, by, at, person, subject, details))


def note_look(*, by: User, at: datetime, person: UUID, subject: Subject | None = None) -> None:
    """Keep that somebody looked at a person's record: once a day for each thing looked at."""
    entry = AuditEntry(**_fields(Verb.SAW, by, at, person, subject, None))
    AuditEntry.objects.bulk_create([entry], ignore_conflicts=True)


def note_many(
    verb: Verb,
    *,
    by: User | None,
    at: datetime,
    people: Iterable[UUID],
    subject: Subject | None = None,
    details: Details | None = None,
) -> None:
    """Keep one act that concerns many people, in one statement for every thousand."""
    entries = (AuditEntry(**_fields(verb, by, at, person, subject, details)) for person in people)
    AuditEntry.objects.bulk_create(entries, batch_size=1000)


def _fields(
    verb: Verb,
    by: User | None,
    at: datetime,
    person: UUID | None,
    subject: Subject | None,
    details: Details | None,
) -> dict[str, object]:
    kind, subject_id = subject or ("", "")
    return {
        "at": at,
        "day": bangkok_date(at),
        "by": by,
        "verb": verb,
        "person": person,
        "subject_kind": kind,
        "subject_id": str(subject_id),
        "details": dict(details or {}),
    }
