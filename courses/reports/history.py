"""Who saw, changed or decided what about one person: read from the record of acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.audit.models import AuditEntry, Verb
from courses.people.models import Learner
from lms.accounts.models import Role, User

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Act:
    """One act in words. `role` is empty for the person and for what the programme did by itself."""

    at: datetime
    who: str
    role: str | Promise
    what: str | Promise


def acts_about(learner: Learner) -> "QuerySet[Any]":
    """Return the entries about a person, those of profiles merged into theirs included, newest first."""
    merged = Learner.objects.filter(merged_into=learner).values_list("public_id", flat=True)
    return AuditEntry.objects.about(learner.public_id, *merged)


def may_read_history(user: User) -> bool:
    """Tell whether a staff member reads who did what: managers of the area and administrators.

    Trainers do not: they are among those whose acts stand there.
    """
    return user.role in (Role.MANAGER, Role.ADMINISTRATOR)


def acts_in_words(entries: Iterable[AuditEntry], learner: Learner, *, me: str) -> list[Act]:
    """Return entries as lines; `me` is what the person is called there."""
    return [_act(entry, learner, me) for entry in entries]


def _act(entry: AuditEntry, learner: Learner, me: str) -> Act:
    what = Verb(entry.verb).label
    if entry.by is None:
        return Act(entry.at, _("The programme by itself"), "", what)
    if entry.by_id == learner.user_id:
        return Act(entry.at, me, "", what)
    return Act(entry.at, entry.by.name, Role(entry.by.role).label, what)
