"""Corrections that a person asks for, and the answer of the staff."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.append import append_once
from courses.audit.actions import note
from courses.audit.models import Verb
from courses.errors import Refused
from courses.people.models import Correction, CorrectionField, CorrectionState, Learner
from lms.accounts.models import User

LONGEST_WORDS = 1000


class CorrectionRefused(Refused):
    """A correction cannot be asked for or answered like this; `field` says what to mend."""

    status = 422
    code = "correction"


def ask_correction(
    learner: Learner, *, correction_id: UUID, field: str, words: str, at: datetime
) -> Correction:
    """Keep what a person says is kept wrongly; the same `correction_id` again changes nothing.

    One about the same thing waits at a time. Raises CorrectionRefused.
    """
    words = words.strip()[:LONGEST_WORDS]
    if field not in CorrectionField.values:
        raise CorrectionRefused(_("Choose what is wrong."), field="field")
    if not words:
        raise CorrectionRefused(_("Write what is right."), field="words")
    wanted = Correction(id=correction_id, learner=learner, field=field, words=words, asked_at=at)
    try:
        with transaction.atomic():
            if append_once(wanted):
                _note(Verb.ASKED_CORRECTION, wanted, by=learner.user, at=at)
    except IntegrityError:
        raise CorrectionRefused(
            _("You asked about this already. Wait for the answer, it comes to this page."), field="field"
        ) from None
    return wanted


@transaction.atomic
def answer_correction(
    correction: Correction, *, state: str, answer: str, by: User, at: datetime
) -> Correction:
    """Say that something was mended, or why not. The same person answering alike twice changes nothing.

    Raises CorrectionRefused where another person answered already, or no reason is given.
    """
    correction = (
        Correction.objects.select_for_update(of=("self",)).select_related("learner").get(pk=correction.pk)
    )
    answer = answer.strip()[:LONGEST_WORDS]
    if state not in (CorrectionState.DONE, CorrectionState.REFUSED):
        raise CorrectionRefused(_("Choose one of the answers."), field="state")
    if state == CorrectionState.REFUSED and not answer:
        raise CorrectionRefused(_("Say why, so that the person knows what to do next."), field="answer")
    if correction.state != CorrectionState.ASKED:
        if correction.answered_by_id == by.pk and correction.state == state:
            return correction
        raise CorrectionRefused(_("Another person has answered this in the meantime."))
    correction.state, correction.answer = state, answer
    correction.answered_by, correction.answered_at = by, at
    correction.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _note(Verb.CORRECTED, correction, by=by, at=at)
    return correction


def _note(verb: Verb, correction: Correction, *, by: User, at: datetime) -> None:
    note(
        verb,
        by=by,
        at=at,
        person=correction.learner.public_id,
        subject=("correction", correction.pk),
        details={"field": correction.field, "state": correction.state},
    )
