"""Lists with people in them: only whom the reader may see, and named only who may be named."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from courses.audit.actions import note_many
from courses.audit.models import Verb
from courses.exports.columns import Asked
from courses.people.models import Consent, ConsentPurpose, Learner
from courses.reports.desk import may_know_phones
from lms.accounts.models import User

# What stands where a name may not.
UNNAMED = "(ไม่เปิดเผยชื่อ)"
AT_ONCE = 1000


def unnamed(learners: Iterable[int], *, reader: User) -> set[int]:
    """Return those of some people whose name may not stand in a reader's file.

    A trainer's list stays with who teaches: only whoever took the consent back is left out. What managers
    and administrators take out goes to the Ministry: there only who gave that consent stands by name.
    """
    ids = list(learners)
    if not reader.is_trainer:
        return set(ids) - set(Learner.objects.may_be_named().filter(pk__in=ids).values_list("pk", flat=True))
    sharing = Consent.objects.filter(learner=OuterRef("pk"), purpose=ConsentPurpose.SHARING_WITH_MINISTRY)
    withdrew = Exists(sharing.filter(withdrawn_at__isnull=False)) & ~Exists(
        sharing.filter(withdrawn_at__isnull=True)
    )
    return set(Learner.objects.filter(withdrew, pk__in=ids).values_list("pk", flat=True))


class Privacy:
    """Names and phones for one reader: covered where they must be, and each person's record noted."""

    def __init__(self, asked: Asked, snapshot: str):
        self.asked, self.snapshot = asked, snapshot
        self.with_phones = may_know_phones(asked.user)
        self.hidden: set[int] = set()

    def look(self, people: Sequence[tuple[int, UUID]]) -> None:
        """Learn whom of some (id, public id) may be named, and note that their rows go out."""
        self.hidden = unnamed((pk for pk, _public_id in people), reader=self.asked.user)
        note_many(
            Verb.EXPORTED,
            by=self.asked.user,
            at=self.asked.at,
            people=dict.fromkeys(public_id for _pk, public_id in people),
            subject=("export", self.snapshot),
        )

    def name(self, learner_id: int, name: str) -> str:
        """Return the name, or that there is none to be shown."""
        return UNNAMED if learner_id in self.hidden else name

    def phone(self, learner_id: int, phone: str) -> str:
        """Return the phone for those who call people, and nobody else."""
        return phone if self.with_phones and learner_id not in self.hidden else ""


def in_parts(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield plain rows in parts of a thousand, so that a long list never stands in memory."""
    part: list[Any] = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part
