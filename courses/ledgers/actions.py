"""What happens to operators and services. Marks and campaigns stand in files of their own."""

import uuid
from dataclasses import fields
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.cohorts.programme import is_demonstration
from courses.ledgers.errors import AlreadyEntered, AlreadyVoid, BadRow, KindsMixed
from courses.ledgers.facts import ServiceFacts
from courses.ledgers.models import (
    Campaign,
    CampaignPost,
    DbdApplication,
    Operator,
    PromotionService,
    ValueState,
)
from courses.ledgers.whom import area_and_kind, check_area, same_person, survivor_of
from courses.people.models import Learner
from lms.accounts.models import User
from lms.dates import bangkok_date
from lms.text import normalise_thai

LONGEST_REASON = 300
# What rows are called in the record of acts.
SUBJECTS = {
    PromotionService: "service",
    DbdApplication: "dbd",
    Campaign: "campaign",
    CampaignPost: "campaign-post",
    Operator: "operator",
}


def clean_reason(text: str) -> str:
    """Return why something was voided or stepped back; raises BadRow where nothing is said."""
    reason = normalise_thai(text)[:LONGEST_REASON]
    if len(reason) < 3:
        raise BadRow(_("Write why, in a few words."), field="reason")
    return reason


def person_of(operator: Operator) -> uuid.UUID | None:
    """Return the public id under which acts about an operator are kept; None outside the programme."""
    return operator.learner.public_id if operator.learner else None


def changes_between(before: object, after: object, names: list[str]) -> list[str]:
    """Return «day: 2026-11-01 → 2026-11-02» for each field that changed; free words are not repeated."""
    told = []
    for name in names:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            told.append(name if name in ("note", "brief") else f"{name}: {was or '-'} → {now or '-'}")
    return told


@transaction.atomic
def record_service(
    operator: Operator,
    *,
    facts: ServiceFacts,
    entry_id: uuid.UUID,
    by: User,
    at: datetime,
    is_sure: bool = False,
    verb: Verb = Verb.RECORDED,
) -> PromotionService:
    """Enter a service; the same form again (`entry_id`) answers with the row of the first time.

    Raises BadRow, BadLink, KindsMixed, or AlreadyEntered where the person has a service of the kind on
    the day and `is_sure` does not say that this is another.
    """
    there = PromotionService.objects.filter(entry_id=entry_id).first()
    if there is not None:
        return there
    operator = held_operator(operator)
    facts = facts.cleaned(today=bangkok_date(at))
    if not is_sure and twins_of(operator, facts).exists():
        raise AlreadyEntered(facts.day)
    service = PromotionService.objects.create(
        operator=operator,
        is_demonstration=operator.is_demonstration,
        entry_id=entry_id,
        entered_by=by,
        entered_at=at,
        value_state=ValueState.WAITING if facts.has_amount_to_confirm else "",
        **vars(facts),
    )
    note(
        verb,
        by=by,
        at=at,
        person=person_of(operator),
        subject=("service", service.pk),
        details={"kind": facts.kind, "day": facts.day.isoformat()},
    )
    return service


def twins_of(operator: Operator, facts: ServiceFacts) -> "QuerySet[PromotionService]":
    """Return the living services of the same person, kind and day."""
    return PromotionService.objects.filter(
        operator__in=same_person(operator), kind=facts.kind, day=facts.day, voided_at__isnull=True
    )


def held_operator(operator: Operator) -> Operator:
    """Return the operator locked, so that two forms at one moment see each other; of this site's kind.

    Raises KindsMixed.
    """
    held: Operator = Operator.objects.select_for_update().get(pk=operator.pk)
    if held.is_demonstration != is_demonstration():
        raise KindsMixed
    return held


@transaction.atomic
def change_service(
    service: PromotionService, *, facts: ServiceFacts, by: User, at: datetime
) -> PromotionService:
    """Correct a service; what it was before stays in the record of acts. Raises BadRow or AlreadyVoid."""
    held: PromotionService = PromotionService.objects.select_for_update().get(pk=service.pk)
    if held.is_void:
        raise AlreadyVoid
    before, after = ServiceFacts.of(held), facts.cleaned(today=bangkok_date(at))
    names = [field.name for field in fields(ServiceFacts) if field.name != "url_key"]
    if changed := changes_between(before, after, names):
        for field in fields(ServiceFacts):
            setattr(held, field.name, getattr(after, field.name))
        wait_anew(held, before, after, by=by)
        held.save()
        note_change(held, held.operator, changed, by, at)
    return held


# What an amount is counted by: when one of these changes, another person looks at it anew.
COUNTED_BY = ("kind", "day", "country", "outcome", "value_amount", "currency", "value_baht")


def wait_anew(service: PromotionService, before: ServiceFacts, after: ServiceFacts, *, by: User) -> None:
    """Let the amount of a changed order wait again for another person than who changed it. Saves nothing."""
    if not any(getattr(before, name) != getattr(after, name) for name in COUNTED_BY):
        return
    service.value_state = ValueState.WAITING if after.has_amount_to_confirm else ""
    service.value_told_by = by if after.has_amount_to_confirm else None
    service.value_by, service.value_at, service.value_reason = None, None, ""


@transaction.atomic
def void_row(
    row: PromotionService | DbdApplication | Campaign | CampaignPost, *, reason: str, by: User, at: datetime
) -> None:
    """Take a wrong row out of the count for good; it stays to be read. Raises BadRow or AlreadyVoid."""
    reason = clean_reason(reason)
    held = type(row).objects.select_for_update().get(pk=row.pk)
    if held.is_void:
        raise AlreadyVoid
    held.voided_at, held.voided_by, held.void_reason = at, by, reason
    held.save(update_fields=["voided_at", "voided_by", "void_reason"])
    row.voided_at, row.voided_by, row.void_reason = at, by, reason
    note_change(held, getattr(held, "operator", None), ["voided"], by, at)


@transaction.atomic
def link_operator(operator: Operator, *, learner: Learner, by: User, at: datetime) -> Operator:
    """Say that an operator outside is one of our learners: from now on both count as one person.

    Raises BadRow for a learner's own row, KindsMixed where the two are not of one kind.
    """
    held: Operator = Operator.objects.select_for_update().get(pk=operator.pk)
    learner = survivor_of(learner)
    if not held.name or held.learner_id is not None:
        raise BadRow(_("This operator is a learner already."), field="learner")
    if area_and_kind(learner)[1] != held.is_demonstration:
        raise KindsMixed
    held.learner = learner
    held.save(update_fields=["learner"])
    note_change(held, held, ["linked"], by, at)
    return held


@transaction.atomic
def unlink_operator(operator: Operator, *, reason: str, by: User, at: datetime) -> Operator:
    """Undo a link that was wrong: they count as two people again. Raises BadRow."""
    reason = clean_reason(reason)
    held: Operator = Operator.objects.select_for_update().get(pk=operator.pk)
    if not held.name or held.learner is None:
        raise BadRow(_("This operator is not linked."), field="reason")
    note_change(held, held, ["unlinked"], by, at, reason=reason)
    held.learner = None
    held.save(update_fields=["learner"])
    return held


@transaction.atomic
def move_operator(operator: Operator, *, area_code: str, by: User, at: datetime) -> Operator:
    """Correct the province under which an operator's rows are shown and counted. Raises BadRow."""
    check_area(area_code, by)
    held: Operator = Operator.objects.select_for_update().get(pk=operator.pk)
    if held.area_code != area_code:
        was, held.area_code = held.area_code, area_code
        held.save(update_fields=["area_code"])
        note_change(held, held, [f"area_code: {was or '-'} → {area_code}"], by, at)
    return held


def note_change(
    row: "PromotionService | DbdApplication | Campaign | CampaignPost | Operator",
    operator: Operator | None,
    changed: list[str],
    by: User | None,
    at: datetime,
    **more: str,
) -> None:
    """Keep in the record of acts what changed in a row; `by` is None for what the clock did."""
    note(
        Verb.CHANGED,
        by=by,
        at=at,
        person=person_of(operator) if operator else None,
        subject=(SUBJECTS[type(row)], row.pk),
        details={"changed": changed, **more},
    )
