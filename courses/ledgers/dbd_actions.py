"""What happens to applications for DBD Registered: prepared, sent, granted or refused, renewed, expired."""

import re
import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.ledgers.actions import clean_reason, held_operator, note_change, person_of
from courses.ledgers.checklists import item_keys, items_of, next_item
from courses.ledgers.errors import AlreadyVoid, BadRow, HasMark, NoSuchStep, NumberTaken, OpenApplication
from courses.ledgers.facts import check_day
from courses.ledgers.models import DbdApplication, DbdChecklist, DbdStatus, DbdTick, Operator
from courses.ledgers.whom import same_person
from lms.accounts.models import User
from lms.dates import bangkok_date
from lms.text import fold

MARK_YEARS = 5
BACK = {
    DbdStatus.SUBMITTED: DbdStatus.DRAFT,
    DbdStatus.REFUSED: DbdStatus.DRAFT,
    DbdStatus.GRANTED: DbdStatus.SUBMITTED,
    DbdStatus.EXPIRED: DbdStatus.SUBMITTED,
}


def clean_number(text: str) -> str:
    """Return a mark number in one spelling: 0–9, capitals, without spaces. Raises BadRow."""
    number = re.sub(r"\s", "", fold(text)).upper()
    if not 4 <= len(number) <= 40 or not any(letter.isdigit() for letter in number):
        raise BadRow(_("Write the mark number as it stands on DBD's page."), field="number")
    return number


def five_years_after(day: date) -> date:
    """Return the last day of a mark granted on a day; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + MARK_YEARS)
    except ValueError:
        return day.replace(year=day.year + MARK_YEARS, day=28)


@transaction.atomic
def open_application(
    operator: Operator,
    *,
    checklist: DbdChecklist,
    entry_id: uuid.UUID,
    by: User,
    at: datetime,
    renewal_of: DbdApplication | None = None,
    is_sure: bool = False,
) -> DbdApplication:
    """Begin to prepare an application; the same form again answers with the row of the first time.

    Raises OpenApplication where one is under way, HasMark where the person holds a mark and this is not
    said to be a renewal or another mark (`is_sure`), BadRow where there is nothing to renew.
    """
    there = DbdApplication.objects.filter(entry_id=entry_id).first()
    if there is not None:
        return there
    operator = held_operator(operator)
    _check_free(operator, renewal_of, is_sure)
    return _made(
        DbdApplication(
            operator=operator,
            checklist=checklist,
            renewal_of=renewal_of,
            is_demonstration=operator.is_demonstration,
            entry_id=entry_id,
            entered_by=by,
            entered_at=at,
        ),
        Verb.RECORDED,
        at,
    )


@transaction.atomic
def enter_granted_mark(
    operator: Operator,
    *,
    checklist: DbdChecklist,
    number: str,
    granted_on: date,
    expires_on: date | None = None,
    renewal_of: DbdApplication | None = None,
    entry_id: uuid.UUID,
    by: User,
    at: datetime,
    is_sure: bool = False,
    verb: Verb = Verb.RECORDED,
) -> DbdApplication:
    """Enter a mark that DBD has granted already. Raises BadRow, HasMark or NumberTaken."""
    there = DbdApplication.objects.filter(entry_id=entry_id).first()
    if there is not None:
        return there
    operator = held_operator(operator)
    if not is_sure or renewal_of is not None:
        _check_mark(operator, renewal_of)
    application = DbdApplication(
        operator=operator,
        checklist=checklist,
        renewal_of=renewal_of,
        is_demonstration=operator.is_demonstration,
        entry_id=entry_id,
        entered_by=by,
        entered_at=at,
    )
    _put_grant(application, number, granted_on, expires_on, bangkok_date(at))
    return _made(application, verb, at)


@transaction.atomic
def tick_item(application: DbdApplication, *, key: str, is_ready: bool, by: User, at: datetime) -> None:
    """Say that an item is ready, or no longer; by the seller or an officer, while it is being prepared.

    Raises NoSuchStep once it was sent, BadRow for an item that the checklist does not hold.
    """
    held = _locked(application, DbdStatus.DRAFT)
    if key not in item_keys(held.checklist, held.operator):
        raise BadRow(_("This item is not on the list. Load the page again."))
    if is_ready:
        _tick, changed = DbdTick.objects.get_or_create(
            application=held, item_key=key, defaults={"ticked_by": by, "ticked_at": at}
        )
    else:
        changed = bool(DbdTick.objects.filter(application=held, item_key=key).delete()[0])
    if changed:
        note_change(held, held.operator, [f"{'ready' if is_ready else 'not ready'}: {key}"], by, at)


@transaction.atomic
def submit(application: DbdApplication, *, on: date, by: User, at: datetime) -> DbdApplication:
    """Note that a complete application went to DBD. Raises NoSuchStep, or BadRow naming what is missing."""
    held = _locked(application, DbdStatus.DRAFT)
    check_day(on, today=bangkok_date(at), field="on")
    missing = next_item(items_of(held))
    if missing is not None:
        raise BadRow(_("Still missing: %(item)s") % {"item": missing.words}, field="on")
    held.submitted_on, held.reason = on, ""
    return _step(held, DbdStatus.SUBMITTED, by, at)


@transaction.atomic
def grant(
    application: DbdApplication,
    *,
    number: str,
    granted_on: date,
    expires_on: date | None = None,
    by: User,
    at: datetime,
) -> DbdApplication:
    """Note that DBD granted the mark; without `expires_on` it holds five years.

    Raises NoSuchStep, BadRow for days or a number that cannot be, NumberTaken.
    """
    held = _locked(application, DbdStatus.SUBMITTED)
    if held.submitted_on and granted_on < held.submitted_on:
        raise BadRow(_("The mark cannot be granted before it was asked for."), field="granted_on")
    _put_grant(held, number, granted_on, expires_on, bangkok_date(at))
    try:
        with transaction.atomic():
            return _step(held, DbdStatus.GRANTED, by, at)
    except IntegrityError:  # two officers granted one number in the same moment
        raise NumberTaken from None


@transaction.atomic
def refuse(application: DbdApplication, *, reason: str, by: User, at: datetime) -> DbdApplication:
    """Note that DBD refused, and why. Raises NoSuchStep or BadRow."""
    held = _locked(application, DbdStatus.SUBMITTED)
    held.reason = clean_reason(reason)
    return _step(held, DbdStatus.REFUSED, by, at, reason=held.reason)


@transaction.atomic
def step_back(application: DbdApplication, *, reason: str, by: User, at: datetime) -> DbdApplication:
    """Go one step back, with a reason; a grant that is taken back loses its number and days.

    They stay in the record of acts. Raises NoSuchStep, BadRow, or OpenApplication where the operator has
    begun another application since.
    """
    held = _locked(application, *BACK)
    held.reason = clean_reason(reason)
    was = [f"number: {held.number}", f"granted_on: {held.granted_on}"] if held.number else []
    held.number, held.granted_on, held.expires_on = "", None, None
    try:
        with transaction.atomic():
            return _step(held, BACK[DbdStatus(held.status)], by, at, *was, reason=held.reason)
    except IntegrityError:
        raise OpenApplication from None


@transaction.atomic
def expire_over(today: date, *, at: datetime) -> int:
    """Mark as expired what held until yesterday or before. Returns how many; nobody did it but the clock."""
    over = DbdApplication.objects.select_for_update().filter(
        status=DbdStatus.GRANTED, expires_on__lt=today, voided_at__isnull=True
    )
    count = 0
    for application in over:
        _step(application, DbdStatus.EXPIRED, None, at)
        count += 1
    return count


def _locked(application: DbdApplication, *states: str) -> DbdApplication:
    held: DbdApplication = (
        DbdApplication.objects.select_for_update(of=("self",))
        .select_related("operator", "checklist")
        .get(pk=application.pk)
    )
    if held.is_void:
        raise AlreadyVoid
    if held.status not in states:
        raise NoSuchStep
    return held


def _check_free(operator: Operator, renewal_of: DbdApplication | None, is_sure: bool) -> None:
    open_ones = DbdApplication.objects.filter(
        operator__in=same_person(operator),
        status__in=(DbdStatus.DRAFT, DbdStatus.SUBMITTED),
        voided_at__isnull=True,
    )
    if open_ones.exists():
        raise OpenApplication
    if renewal_of is not None or not is_sure:
        _check_mark(operator, renewal_of)


def _check_mark(operator: Operator, renewal_of: DbdApplication | None) -> None:
    marks = DbdApplication.objects.filter(operator__in=same_person(operator), voided_at__isnull=True)
    if renewal_of is None:
        held = marks.running().first()
        if held is not None:
            raise HasMark(held.number)
        return
    renewable = marks.filter(pk=renewal_of.pk, status__in=(DbdStatus.GRANTED, DbdStatus.EXPIRED))
    if not renewable.exists() or renewal_of.renewals.filter(voided_at__isnull=True).exists():
        raise BadRow(_("There is no mark here to renew, or it was renewed already."), field="renewal_of")


def _put_grant(
    application: DbdApplication, number: str, granted_on: date, expires_on: date | None, today: date
) -> None:
    check_day(granted_on, today=today, field="granted_on")
    expires_on = expires_on or five_years_after(granted_on)
    if not granted_on < expires_on <= five_years_after(five_years_after(granted_on)):
        raise BadRow(_("The mark ends after it was granted, usually 5 years later."), field="expires_on")
    application.number = clean_number(number)
    _check_number(application)
    application.status = DbdStatus.SUBMITTED
    application.granted_on, application.expires_on = granted_on, expires_on
    if application._state.adding:
        application.status = DbdStatus.GRANTED
    application.reason = ""


def _check_number(application: DbdApplication) -> None:
    """Refuse a number that stands at another mark; a renewal may keep the number of what it renews."""
    same = DbdApplication.objects.filter(
        number=application.number, is_demonstration=application.is_demonstration, voided_at__isnull=True
    )
    chain, seen = application.renewal_of, []
    while chain is not None:
        seen.append(chain.pk)
        chain = chain.renewal_of
    if same.exclude(pk=application.pk).exclude(pk__in=seen).exists():
        raise NumberTaken


def _made(application: DbdApplication, verb: Verb, at: datetime) -> DbdApplication:
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:  # another form was faster by a moment
        raise (NumberTaken if application.number else OpenApplication) from None
    note(
        verb,
        by=application.entered_by,
        at=at,
        person=person_of(application.operator),
        subject=("dbd", application.pk),
        details={"status": application.status, "is_renewal": application.renewal_of_id is not None},
    )
    return application


def _step(
    application: DbdApplication, to: str, by: User | None, at: datetime, *more: str, reason: str = ""
) -> DbdApplication:
    was, application.status = application.status, DbdStatus(to)
    application.save()
    told = {"reason": reason} if reason else {}
    note_change(application, application.operator, [f"status: {was} → {to}", *more], by, at, **told)
    return application
