"""Somebody whom a list brought in joins by poster or link: the profile of the list becomes theirs.

A phone number alone proves nothing: families share one, and whoever knows a neighbour's could take their
place. What proves it is the one-time help code that a trainer gives to the person of the list (there need be
no SMS). Names that differ strongly are never joined: both profiles stand, for the queue of duplicates.
"""

import logging
import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.cohorts.errors import CodeRefused, ListedAlready
from courses.cohorts.models import Cohort, Enrolment
from courses.people.actions import give_consent
from courses.people.models import ConsentPurpose, Learner
from courses.people.names import Likeness, likeness, read_name
from lms.accounts.codes import redeem_pin_code
from lms.accounts.errors import AccountRefused
from lms.accounts.models import User

log = logging.getLogger(__name__)


class _OtherName(Exception):
    """The code is right and its profile bears quite another name."""

    def __init__(self, listed: Learner) -> None:
        self.listed = listed


def listed_profiles(phone: str) -> QuerySet[Learner]:
    """Return the profiles of a phone (E.164) that somebody else made and nobody has signed in to."""
    return Learner.objects.filter(
        user__phone=phone,
        user__is_active=True,
        user__last_login__isnull=True,
        user__password__startswith="!",  # noqa: S106 - Django's mark of no password
        merged_into__isnull=True,
        erased_at__isnull=True,
    ).select_related("user")


def require_code_of_listed(name: str, phone: str) -> None:
    """Raise `ListedAlready` where a list has this name, or one near it, on this phone."""
    wanted = read_name(name)
    if any(likeness(read_name(one.name), wanted) is not Likeness.OTHER for one in listed_profiles(phone)):
        raise ListedAlready


def come_in_as_listed(
    *, name: str, phone: str, pin: str, code: str, sold_before: bool, notice_version: str, at: datetime
) -> tuple[Learner | None, Learner | None, AccountRefused | None]:
    """Take over the profile that a trainer's code belongs to, with a PIN of one's own.

    Returns (the profile taken over, None, None); (None, the profile of another name, None), its code unused;
    or (None, None, why not) for a wrong code, whose try was counted: raise it after the transaction.
    """
    try:
        with transaction.atomic():
            try:
                user = redeem_pin_code(phone, code=code, pin=pin, at=at)
            except AccountRefused as refusal:
                return None, None, refusal  # not raised here, so that a wrong try stays counted
            learner = _taken_over(user, name, sold_before=sold_before, notice_version=notice_version, at=at)
    except _OtherName as other:
        return None, other.listed, None
    return learner, None, None


def refused_code(refusal: AccountRefused) -> CodeRefused:
    """Return the sentence of the door as one of this room, at the field that it is about."""
    return CodeRefused(refusal.message, field=refusal.field or "code")


def note_taken_over(learner: Learner, cohort: Cohort, *, at: datetime) -> None:
    """Keep in the record that a person came into the profile that a list had made."""
    note(
        Verb.TOOK_OVER,
        by=learner.user,
        at=at,
        person=learner.public_id,
        subject=("cohort", cohort.pk),
        details={"proof": "help-code"},
    )
    log.info("profile %s of a list was taken over by its person", learner.user_id)


def remember_form(enrolment: Enrolment, joining_id: uuid.UUID | None) -> Enrolment:
    """Note the form's number with an enrolment that has none, so that the same form again finds it."""
    if joining_id is not None and enrolment.joining_id is None:
        enrolment.joining_id = joining_id
        enrolment.save(update_fields=["joining_id"])
    return enrolment


def _taken_over(user: User, name: str, *, sold_before: bool, notice_version: str, at: datetime) -> Learner:
    learner = Learner.objects.select_for_update(of=("self",)).select_related("user").get(user=user)
    if likeness(read_name(learner.name), read_name(name)) is Likeness.OTHER:
        raise _OtherName(learner)
    if sold_before and not learner.sold_before:
        # Whoever sold before sold before, whoever says so.
        learner.sold_before = True
        learner.save(update_fields=["sold_before"])
    give_consent(learner, purpose=ConsentPurpose.TRAINING_RECORD, notice_version=notice_version, at=at)
    return learner
