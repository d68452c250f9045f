"""What people do with cohorts: open, change, close, join, and mend the roster.

Seats are never oversold: whoever takes one first locks the cohort's row (PostgreSQL) or holds the
database's only write transaction (SQLite, begun IMMEDIATE), and counts inside it.
"""

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.cohorts import rules
from courses.cohorts.errors import (
    BadTime,
    CohortClosed,
    CohortFull,
    CohortOver,
    DemonstrationMixed,
    FormReused,
    NumberTaken,
    SameCohort,
)
from courses.cohorts.listed import (
    come_in_as_listed,
    note_taken_over,
    refused_code,
    remember_form,
    require_code_of_listed,
)
from courses.cohorts.models import Cohort, Community, Enrolment
from courses.cohorts.twins import note_twins
from courses.people.actions import clean_way_in, register_learner
from courses.people.models import Learner
from lms.accounts.models import User
from lms.accounts.pins import profile_with
from lms.dates import bangkok_date

MOVED = "moved"
_TRIES = 5


def open_cohort(
    community: Community,
    *,
    number: int | None = None,
    trainer: User | None,
    starts_on: date,
    ends_on: date,
    seats: int,
    title_th: str = "",
    title_en: str = "",
    is_demonstration: bool = False,
    opening_id: uuid.UUID | None = None,
    at: datetime,
) -> Cohort:
    """Open a cohort with a join code of its own; without a number it gets the community's next.

    A cohort of a demonstration community is a demonstration whatever was asked. `opening_id` is the
    number of the form: sent again in the same community it answers with the cohort of the first
    time. Raises `BadCalendar`, `BadSeats`, `BadTrainer`, `NumberTaken` or `FormReused`.
    """
    rules.check_calendar(starts_on, ends_on)
    rules.check_seats(seats)
    rules.check_trainer(trainer, community)
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        first = Cohort.objects.filter(opening_id=opening_id).first() if opening_id else None
        if first is not None:
            if first.community_id != community.pk:
                raise FormReused
            return first
        if number is not None and community.cohorts.filter(number=number).exists():
            raise NumberTaken
        return _with_free_code(
            Cohort(
                community=community,
                number=Cohort.next_number(community) if number is None else number,
                trainer=trainer,
                starts_on=starts_on,
                ends_on=ends_on,
                seats=seats,
                title_th=title_th.strip(),
                title_en=title_en.strip(),
                is_demonstration=is_demonstration or community.is_demonstration,
                opening_id=opening_id,
            )
        )


def edit_cohort(
    cohort: Cohort,
    *,
    trainer: User | None,
    starts_on: date,
    ends_on: date,
    seats: int,
    title_th: str = "",
    title_en: str = "",
) -> Cohort:
    """Change a cohort's calendar, seats, title or trainer. Community and kind stay what they are.

    Raises `BadCalendar`, `BadSeats` (fewer than people in) or `BadTrainer`.
    """
    rules.check_calendar(starts_on, ends_on)
    with transaction.atomic():
        cohort = _locked(cohort)
        rules.check_seats(seats, cohort.taken_seats())
        if trainer is not None and trainer.pk != cohort.trainer_id:
            rules.check_trainer(trainer, cohort.community)
        cohort.trainer, cohort.seats = trainer, seats
        cohort.starts_on, cohort.ends_on = starts_on, ends_on
        cohort.title_th, cohort.title_en = title_th.strip(), title_en.strip()
        cohort.save()
    return cohort


def close_cohort(cohort: Cohort, *, at: datetime) -> Cohort:
    """Close a cohort for joining; people who are in go on learning. Closing twice changes nothing."""
    with transaction.atomic():
        cohort = _locked(cohort)
        if cohort.closed_at is None:
            cohort.closed_at = at
            cohort.save(update_fields=["closed_at"])
    return cohort


def reopen_cohort(cohort: Cohort, *, at: datetime) -> Cohort:
    """Open a closed cohort for joining again, with its old code. Raises `CohortOver` after its last day."""
    with transaction.atomic():
        cohort = _locked(cohort)
        if cohort.is_over(bangkok_date(at)):
            raise CohortOver
        if cohort.closed_at is None:
            return cohort
        cohort.closed_at = None
        if Cohort.objects.filter(join_code=cohort.join_code, closed_at__isnull=True).exists():
            cohort.join_code = Cohort.free_code()
        return _with_free_code(cohort)


def renew_code(cohort: Cohort) -> Cohort:
    """Give a cohort another join code: the old one, perhaps in wrong hands, works no longer."""
    with transaction.atomic():
        cohort = _locked(cohort)
        cohort.join_code = Cohort.free_code()
        return _with_free_code(cohort)


def check_open(cohort: Cohort, *, at: datetime) -> None:
    """Raise `CohortOver` or `CohortClosed` where the code no longer works at a moment."""
    if cohort.is_over(bangkok_date(at)):
        raise CohortOver
    if cohort.closed_at is not None:
        raise CohortClosed


def join_cohort(
    cohort: Cohort,
    *,
    name: str,
    phone: str,
    pin: str,
    sold_before: bool,
    notice_version: str,
    at: datetime,
    joining_id: uuid.UUID | None = None,
    code: str = "",
    is_new: bool = False,
) -> Enrolment:
    """Make a newcomer's profile and enrol it, both or neither; whom a list brought in takes that profile.

    `code` is the help code of the trainer, by which the phone is confirmed: see `courses.cohorts.listed`.
    Without it a name that a list has on this phone raises `ListedAlready`, unless the person says to be
    somebody else, or to have no code (`is_new`); a wrong one raises `CodeRefused`.

    `joining_id` is the number of the form: sent again by the same person it answers with the
    enrolment of the first time; with another phone or PIN it raises `FormReused`. Raises
    `CohortOver`, `CohortClosed`, `CohortFull` and what `register_learner` raises.
    """
    refusal = listed = None
    with transaction.atomic():
        cohort = _locked(cohort)
        first = _already_joined(joining_id, phone=phone, pin=pin)
        if first is not None:
            return first
        check_open(cohort, at=at)
        if code:
            found, listed, refusal = come_in_as_listed(
                name=name,
                phone=phone,
                pin=pin,
                code=code,
                sold_before=sold_before,
                notice_version=notice_version,
                at=at,
            )
            if found is not None:
                note_taken_over(found, cohort, at=at)
                return remember_form(enrol(found, cohort=cohort, at=at), joining_id)
        elif not is_new:
            require_code_of_listed(name, phone)
        if refusal is None:
            _take_seat(cohort)
            learner = register_learner(
                name=name, phone=phone, pin=pin, sold_before=sold_before, notice_version=notice_version, at=at
            )
            if listed is not None:
                note_twins(listed, learner, at=at)
            return Enrolment.objects.create(
                learner=learner, cohort=cohort, joined_at=at, joining_id=joining_id
            )
    raise refused_code(refusal)


def join_as_learner(learner: Learner, *, cohort: Cohort, at: datetime) -> Enrolment:
    """Enrol a person who already has a profile and came with a join code. Twice is once.

    Raises `CohortOver`, `CohortClosed`, `CohortFull` or `DemonstrationMixed`.
    """
    there = Enrolment.objects.active().filter(learner=learner, cohort=cohort).first()
    if there is not None:
        return there
    check_open(cohort, at=at)
    return enrol(learner, cohort=cohort, at=at)


def enrol(learner: Learner, *, cohort: Cohort, at: datetime, by: User | None = None) -> Enrolment:
    """Put a learner into a cohort; whoever had left is back, whoever is in stays in.

    `by` is the staff member who does it, for the record; a person who joins by themselves has none.
    Staff may do this after joining was closed. Raises `CohortFull` or `DemonstrationMixed`.
    """
    with transaction.atomic():
        cohort = _locked(cohort)
        _refuse_mixed_kinds(learner, cohort)
        enrolment = Enrolment.objects.filter(learner=learner, cohort=cohort).first()
        if enrolment is not None and enrolment.left_at is None:
            return enrolment
        _take_seat(cohort)
        # Who comes back leaves no other trace: what is kept of them elsewhere is brought up to date by it.
        _note(Verb.ENROLLED, learner, cohort, by=by or (learner.user if enrolment else None), at=at)
        if enrolment is None:
            return Enrolment.objects.create(learner=learner, cohort=cohort, joined_at=at)
        enrolment.left_at, enrolment.left_reason = None, ""
        enrolment.save(update_fields=["left_at", "left_reason"])
        return enrolment


def end_enrolment(enrolment: Enrolment, *, at: datetime, reason: str, by: User | None = None) -> Enrolment:
    """Let a learner leave a cohort; nothing that was learnt is lost. Ending twice changes nothing.

    Raises `BadTime` where the end would come before the beginning.
    """
    with transaction.atomic():
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if enrolment.left_at is not None:
            return enrolment
        if at < enrolment.joined_at:
            raise BadTime(_("An enrolment cannot end before it began."))
        enrolment.left_at, enrolment.left_reason = at, reason.strip()[:200]
        enrolment.save(update_fields=["left_at", "left_reason"])
        _note(Verb.CHANGED, enrolment.learner, enrolment.cohort, by=by, at=at, fields=["left_at"])
    return enrolment


def bring_back(enrolment: Enrolment, *, at: datetime, by: User | None = None) -> Enrolment:
    """Take a learner who had left back into the cohort. Raises `CohortFull` or `DemonstrationMixed`."""
    return enrol(enrolment.learner, cohort=enrolment.cohort, at=at, by=by)


def move_learner(enrolment: Enrolment, *, to: Cohort, at: datetime, by: User | None = None) -> Enrolment:
    """Move a learner to another cohort: both or neither. Returns the new enrolment.

    Raises `SameCohort`, `CohortFull` or `DemonstrationMixed`.
    """
    if enrolment.cohort_id == to.pk:
        raise SameCohort
    with transaction.atomic():
        arrived = enrol(enrolment.learner, cohort=to, at=at)
        end_enrolment(enrolment, at=at, reason=MOVED)
        _note(Verb.MOVED, enrolment.learner, to, by=by, at=at, before=enrolment.cohort_id)
    return arrived


def _note(
    verb: Verb, learner: Learner, cohort: Cohort, *, by: User | None, at: datetime, **details: int | list[str]
) -> None:
    """Keep in the record what staff did; a person's own joining is their enrolment."""
    if by is not None:
        subject = ("cohort", cohort.pk)
        note(verb, by=by, at=at, person=learner.public_id, subject=subject, details=details)


def _locked(cohort: Cohort) -> Cohort:
    """Read a cohort afresh and hold it until the transaction ends."""
    rows = Cohort.objects.select_for_update(of=("self",)).select_related("community")
    return rows.get(pk=cohort.pk)


def _with_free_code(cohort: Cohort) -> Cohort:
    """Save a cohort; if another process took the same code in between, draw again."""
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                cohort.save()
        except IntegrityError as error:
            if "number" in str(error):
                raise NumberTaken from error
            if "join_code" not in str(error):
                raise
            cohort.join_code = Cohort.free_code()
        else:
            return cohort
    raise RuntimeError(f"no free join code after {_TRIES} tries")


def _take_seat(cohort: Cohort) -> None:
    """Raise `CohortFull` unless a seat is free; the caller holds the cohort."""
    if cohort.taken_seats() >= cohort.seats:
        raise CohortFull


def _refuse_mixed_kinds(learner: Learner, cohort: Cohort) -> None:
    """Raise where a person of one kind would enter a cohort of the other (programme document, Decided 6)."""
    others = Enrolment.objects.filter(learner=learner).exclude(
        cohort__is_demonstration=cohort.is_demonstration
    )
    if others.exists():
        raise DemonstrationMixed


def _already_joined(joining_id: uuid.UUID | None, *, phone: str, pin: str) -> Enrolment | None:
    """Return the enrolment that this form made, if the same person sends it again."""
    if joining_id is None:
        return None
    first = Enrolment.objects.select_related("learner__user").filter(joining_id=joining_id).first()
    if first is None:
        return None
    if profile_with(*clean_way_in(phone, pin)) != first.learner.user:
        raise FormReused
    return first
