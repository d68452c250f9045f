"""Finding and making the operator that a row is for, and telling one person from another."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.cohorts.models import Enrolment
from courses.cohorts.programme import is_demonstration
from courses.ledgers.errors import BadRow, KindsMixed, MaybeLearner, NotYours
from courses.ledgers.models import Operator
from courses.ledgers.querysets import OperatorQuerySet
from courses.people.actions import clean_name
from courses.people.models import Learner
from courses.people.names import without_title
from lms.accounts.models import Role, User
from lms.accounts.phones import clean_phone
from lms.geo import is_known_place
from lms.text import fold, latin_digits

JURISTIC_DIGITS = 13


def may_write(user: User) -> bool:
    """Tell whether a staff member enters ledger rows: trainers read those of their own people."""
    return user.is_active and user.role in (Role.MANAGER, Role.ADMINISTRATOR)


def name_key(name: str) -> str:
    """Return the form in which names are compared: folded, without titles and ranks.

    It is kept with the operator: who changes what it makes of a name writes a migration like 0061.
    """
    return without_title(fold(name))[:120]


def clean_juristic(text: str) -> str:
    """Return a juristic number of 13 digits; empty stays empty. Raises BadRow.

    It begins with 0. A citizen's number does not, and is not kept here (PDPA section 22).
    """
    digits = re.sub(r"[\s-]", "", latin_digits(text))
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit() and len(digits) == JURISTIC_DIGITS):
        raise BadRow(_("A juristic number has 13 digits."), field="juristic_number")
    if digits[0] != "0":
        raise BadRow(
            _("A juristic number begins with 0. Do not enter the number of an ID card: use the phone."),
            field="juristic_number",
        )
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    if (11 - weighed % 11) % 10 != int(digits[-1]):
        raise BadRow(
            _("One digit of the juristic number is wrong. Look at it again."), field="juristic_number"
        )
    return digits


def area_and_kind(learner: Learner) -> tuple[str, bool]:
    """Return where a learner learns (DOPA code, empty without a cohort) and whether it is a demonstration."""
    rows = Enrolment.objects.filter(learner=learner).select_related("cohort__community")
    places = list(rows.order_by("left_at", "-joined_at", "-pk"))
    if not places:
        return "", is_demonstration()
    kinds = {row.cohort.is_demonstration or row.cohort.community.is_demonstration for row in places}
    current = next((row for row in places if row.left_at is None), places[0])
    return current.cohort.community.area_code, kinds.pop() if len(kinds) == 1 else is_demonstration()


def operator_of_learner(learner: Learner, *, by: User | None, at: datetime) -> Operator:
    """Return a learner's own operator row, made on the first occasion. Raises KindsMixed."""
    if learner.merged_into_id is not None:
        learner = learner.merged_into or learner
    there = Operator.objects.filter(learner=learner, name="").first()
    if there is not None:
        return _of_this_kind(there)
    area_code, demonstration = area_and_kind(learner)
    if demonstration != is_demonstration():
        raise KindsMixed
    made, _new = Operator.objects.get_or_create(
        learner=learner,
        name="",
        defaults={
            "area_code": area_code,
            "is_demonstration": demonstration,
            "entered_by": by,
            "entered_at": at,
        },
    )
    return made


def _of_this_kind(operator: Operator) -> Operator:
    if operator.is_demonstration != is_demonstration():
        raise KindsMixed
    return operator


def outside_operator(
    *,
    name: str,
    phone: str = "",
    juristic_number: str = "",
    area_code: str,
    by: User,
    at: datetime,
    is_sure: bool = False,
) -> Operator:
    """Return the operator outside the programme, made on the first occasion.

    The same juristic number, or the same name on the same phone, is the same operator in whatever
    spelling. Raises BadRow, NotYours where another area has it, or MaybeLearner where a learner whom `by`
    may see has the phone and `is_sure` does not say that this is somebody else.
    """
    name = clean_name(name)
    juristic_number = clean_juristic(juristic_number)
    phone = _phone(phone)
    if not phone and not juristic_number:
        raise BadRow(
            _("Give a phone or a juristic number: without one, a person would count twice."), field="phone"
        )
    there = _known(name, phone, juristic_number)
    if there is not None:
        return _seen_by(by, there)
    check_area(area_code, by)
    if phone and not is_sure:
        _check_no_learner(phone, by)
    try:
        with transaction.atomic():
            return Operator.objects.create(
                name=name,
                name_key=name_key(name),
                phone=phone,
                juristic_number=juristic_number,
                area_code=area_code,
                is_demonstration=is_demonstration(),
                entered_by=by,
                entered_at=at,
            )
    except IntegrityError:  # somebody entered the same operator in the same moment
        found = _known(name, phone, juristic_number)
        if found is None:
            raise
        return _seen_by(by, found)


def _phone(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return clean_phone(text)
    except ValidationError as error:
        raise BadRow(str(error.messages[0]), field="phone") from None


def _known(name: str, phone: str, juristic_number: str) -> Operator | None:
    same = Q(pk__in=[])
    if juristic_number:
        same |= Q(juristic_number=juristic_number)
    if phone:
        same |= Q(phone=phone, name_key=name_key(name))
    found = Operator.objects.with_names().filter(same, is_demonstration=is_demonstration())
    return found.order_by("pk").first()


def _seen_by(user: User, operator: Operator) -> Operator:
    if not Operator.objects.visible_to(user).filter(pk=operator.pk).exists():
        raise NotYours
    return operator


def check_area(area_code: str, by: User) -> None:
    """Refuse a place that is not on the DOPA list, or that is not one of a manager's. Raises BadRow."""
    if not is_known_place(area_code):
        raise BadRow(_("Choose the province."), field="area_code")
    if by.role == Role.MANAGER:
        mine = by.manager_areas.values_list("area_code", flat=True)
        if not any(area_code.startswith(area) for area in mine):
            raise BadRow(_("This province is not one of yours."), field="area_code")


def _check_no_learner(phone: str, by: User) -> None:
    seen = Enrolment.objects.visible_to(by).filter(learner__user__phone=phone)
    learner = (
        Learner.objects.filter(pk__in=seen.values("learner_id"), merged_into=None)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    if learner is not None:
        raise MaybeLearner(learner.name)


def survivor_of(learner: Learner) -> Learner:
    """Return who a merged learner is now."""
    seen = set()
    while learner.merged_into is not None and learner.pk not in seen:
        seen.add(learner.pk)
        learner = learner.merged_into
    return learner


def operators_of(learner: Learner) -> "OperatorQuerySet":
    """Return all operator rows of one person: own, linked, and those of merged profiles."""
    top = survivor_of(learner)
    steps = ("learner", "learner__merged_into", "learner__merged_into__merged_into")
    same = Q()
    for step in (*steps, "learner__merged_into__merged_into__merged_into"):
        same |= Q(**{step: top})
    rows: OperatorQuerySet = Operator.objects.filter(same)
    return rows


def same_person(operator: Operator) -> "OperatorQuerySet":
    """Return all operator rows of the person behind one of them."""
    if operator.learner is not None:
        return operators_of(operator.learner)
    rows: OperatorQuerySet = Operator.objects.filter(pk=operator.pk)
    return rows


def find_people(user: User, text: str, *, most: int = 12) -> "tuple[list[Operator], list[Learner]]":
    """Return outside operators and learners that a staff member may see, by part of a name or by phone."""
    wanted = fold(text)[:60]
    if len(wanted) < 2:
        return [], []
    try:
        phone = clean_phone(wanted)
    except ValidationError:
        phone = ""
    by_name = Q(name_key__contains=name_key(wanted)) | Q(juristic_number=re.sub(r"[\s-]", "", wanted))
    outside = Operator.objects.visible_to(user).with_names().exclude(name="")
    outside = outside.filter(
        by_name | Q(phone=phone) if phone else by_name, is_demonstration=is_demonstration()
    )
    seen = Enrolment.objects.visible_to(user).values("learner_id")
    learners = Learner.objects.filter(pk__in=seen, merged_into=None).select_related("user")
    bare = without_title(text)[:60]
    learners = learners.filter(Q(user__phone=phone) if phone else Q(user__name__icontains=bare))
    return list(outside.order_by("name")[:most]), list(learners.order_by("user__name")[:most])
