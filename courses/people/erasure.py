"""The wish to be erased: asked, thought over for some days, stopped or carried out.

What is erased, in which room, stands in `courses.rights.erasing`.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.errors import Refused
from courses.people.models import Erasure, Learner
from lms.accounts.models import User


class ErasureRefused(Refused):
    """A wish to be erased that cannot be taken."""

    status = 409
    code = "erasure"


def waiting_erasure(learner: Learner) -> Erasure | None:
    """Return the erasure that a person waits for, or None."""
    return Erasure.objects.filter(learner=learner, stopped_at__isnull=True, done_at__isnull=True).first()


@transaction.atomic
def ask_erasure(learner: Learner, *, by: User, at: datetime) -> Erasure:
    """Note that a person's data shall be erased after the days to think it over. Asking twice is once.

    `by` is the person, who proved it with the PIN, or an administrator. Raises ErasureRefused.
    """
    learner = Learner.objects.select_for_update().get(pk=learner.pk)
    if learner.erased_at is not None:
        raise ErasureRefused(_("This person's data was erased already."))
    if by.pk != learner.user_id and not by.is_administrator:
        raise ErasureRefused(_("Only the person or an administrator may ask for this."))
    if (waiting := waiting_erasure(learner)) is not None:
        return waiting
    due_at = at + timedelta(days=settings.ERASURE_DAYS)
    erasure = Erasure.objects.create(learner=learner, asked_by=by, asked_at=at, due_at=due_at)
    _note(erasure, learner, "asked", by=by, at=at)
    return erasure


@transaction.atomic
def stop_erasure(learner: Learner, *, by: User, at: datetime) -> None:
    """Note that a person changed their mind; where nothing waits, nothing happens."""
    erasure = waiting_erasure(Learner.objects.select_for_update().get(pk=learner.pk))
    if erasure is None:
        return
    if by.pk != learner.user_id and not by.is_administrator:
        raise ErasureRefused(_("Only the person or an administrator may ask for this."))
    erasure.stopped_at = at
    erasure.save(update_fields=["stopped_at"])
    _note(erasure, learner, "stopped", by=by, at=at)


def _note(erasure: Erasure, learner: Learner, act: str, *, by: User, at: datetime) -> None:
    # Not the verb «erased»: nothing is gone yet.
    subject = ("erasure", erasure.pk)
    note(Verb.CHANGED, by=by, at=at, person=learner.public_id, subject=subject, details={"act": act})
