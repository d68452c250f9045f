"""What can be done to a learner."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.people.errors import InputRefused, PhoneIsFull, PinNotForPhone, PinTaken, WrongPin
from courses.people.models import Consent, ConsentPurpose, Education, Learner, Sex
from lms.accounts.models import User
from lms.accounts.phones import clean_phone
from lms.accounts.pins import MOST_PROFILES_ON_A_PHONE, clean_new_pin, pin_is_free
from lms.dates import BUDDHIST_OFFSET_YEARS, bangkok_date
from lms.text import normalise_thai

LONGEST_NAME = 120
YOUNGEST_YEARS, OLDEST_YEARS = 7, 120
# Under this age somebody else agrees along (PDPA section 20).
OF_AGE_YEARS = 20


def clean_name(text: str) -> str:
    """Return a person's name in one spelling; raises InputRefused where there is none to read."""
    name = normalise_thai("".join(letter for letter in normalise_thai(text) if letter.isprintable()))
    if not any(letter.isalpha() for letter in name):
        raise InputRefused(_("Type your name."), field="name")
    if len(name) > LONGEST_NAME:
        raise InputRefused(_("The name is too long. Write it shorter."), field="name")
    return name


def clean_way_in(phone: str, pin: str) -> tuple[str, str]:
    """Return a phone in E.164 and a chosen PIN; raises InputRefused naming the field that is wrong."""
    try:
        phone = clean_phone(phone)
    except ValidationError as error:
        raise InputRefused.because(error, field="phone") from None
    try:
        return phone, clean_new_pin(pin, phone)
    except ValidationError as error:
        raise InputRefused.because(error, field="pin") from None


@transaction.atomic
def register_learner(
    *, name: str, phone: str, pin: str, sold_before: bool, notice_version: str, at: datetime
) -> Learner:
    """Make a new profile on a phone and note the notice that the person was shown.

    Raises InputRefused, PinTaken or PhoneIsFull. The phone may have other profiles: families share.
    """
    name = clean_name(name)
    phone, pin = clean_way_in(phone, pin)
    if User.objects.with_phone(phone).count() >= MOST_PROFILES_ON_A_PHONE:
        raise PhoneIsFull
    if not pin_is_free(phone, pin):
        raise PinTaken
    try:
        with transaction.atomic():
            user = User.objects.create_learner(phone=phone, pin=pin, name=name)
    except IntegrityError:  # two of the family chose the same PIN in the same moment
        raise PinTaken from None
    learner = Learner.objects.create(user=user, sold_before=sold_before, joined_at=at)
    Consent.objects.create(
        learner=learner, purpose=ConsentPurpose.TRAINING_RECORD, notice_version=notice_version, given_at=at
    )
    return learner


def change_phone(learner: Learner, *, phone: str, pin: str, at: datetime) -> Learner:
    """Move a profile to another phone; the PIN proves who asks and stays what it is.

    Raises WrongPin, InputRefused, PhoneIsFull, or PinNotForPhone where the new phone has a profile
    with the same PIN, or holds the PIN in its number.
    """
    user = _with_pin(learner, pin)
    try:
        phone, pin = clean_way_in(phone, pin)
    except InputRefused as error:
        raise (PinNotForPhone() if error.field == "pin" else error) from None
    if phone == user.phone:
        return learner
    if User.objects.with_phone(phone).count() >= MOST_PROFILES_ON_A_PHONE:
        raise PhoneIsFull
    try:
        with transaction.atomic():
            _set_way_in(user, phone, pin)
            note(Verb.CHANGED, by=user, at=at, person=learner.public_id, details={"fields": ["phone"]})
    except PinTaken:
        raise PinNotForPhone from None
    return learner


def change_pin(learner: Learner, *, old_pin: str, new_pin: str) -> Learner:
    """Give a profile another PIN. Raises WrongPin, InputRefused or PinTaken."""
    user = _with_pin(learner, old_pin, field="old_pin")
    _phone, new_pin = clean_way_in(user.phone, new_pin)
    _set_way_in(user, user.phone, new_pin)
    return learner


def _with_pin(learner: Learner, pin: str, *, field: str = "pin") -> User:
    """Return the learner's profile if the PIN is theirs."""
    user = learner.user
    if not user.check_password(pin):
        raise WrongPin(field=field)
    return user


@transaction.atomic
def _set_way_in(user: User, phone: str, pin: str) -> None:
    """Keep a phone and a PIN, unless another profile of the phone has that PIN."""
    if not pin_is_free(phone, pin, except_user=user):
        raise PinTaken
    user.phone = phone
    user.set_password(pin)
    try:
        with transaction.atomic():
            user.save(update_fields=["phone", "password"])
    except IntegrityError:
        raise PinTaken from None


def describe_learner(
    learner: Learner, *, name: str, sex: str, birth_year_be: int | None, education: str, at: datetime
) -> Learner:
    """Keep what a learner says about themselves; all but the name may stay empty.

    `birth_year_be` is of the Buddhist era. Raises InputRefused.
    """
    name = clean_name(name)
    this_year = bangkok_date(at).year + BUDDHIST_OFFSET_YEARS
    if (
        birth_year_be is not None
        and not this_year - OLDEST_YEARS <= birth_year_be <= this_year - YOUNGEST_YEARS
    ):
        raise InputRefused(
            _("This birth year cannot be. Write the year with 4 digits, like 2508."), field="birth_year_be"
        )
    if sex not in ("", *Sex.values) or education not in ("", *Education.values):
        raise InputRefused(
            _("Choose one of the answers."), field="sex" if sex not in Sex.values else "education"
        )
    said = {"name": name, "sex": sex, "birth_year_be": birth_year_be, "education": education}
    changed = [field for field, value in said.items() if getattr(learner, field) != value]
    with transaction.atomic():
        learner.user.name = name
        learner.user.save(update_fields=["name"])
        learner.sex, learner.birth_year_be, learner.education = sex, birth_year_be, education
        learner.save(update_fields=["sex", "birth_year_be", "education"])
        if changed:
            details = {"fields": changed}
            note(Verb.CHANGED, by=learner.user, at=at, person=learner.public_id, details=details)
    return learner


def needs_guardian(learner: Learner, purpose: ConsentPurpose, *, at: datetime) -> bool:
    """Tell whether somebody of age agrees along: for who is under 20, for all but the training record.

    By the year of birth alone, where it is known: the day is not asked for.
    """
    if learner.birth_year_be is None or purpose == ConsentPurpose.TRAINING_RECORD:
        return False
    return bangkok_date(at).year + BUDDHIST_OFFSET_YEARS - learner.birth_year_be < OF_AGE_YEARS


@transaction.atomic
def give_consent(
    learner: Learner, *, purpose: ConsentPurpose, notice_version: str, at: datetime, guardian_name: str = ""
) -> Consent:
    """Note that a learner agrees to one purpose, in the version shown. Giving twice is once.

    Raises InputRefused where a guardian must agree along and none is named.
    """
    if needs_guardian(learner, purpose, at=at):
        try:
            guardian_name = clean_name(guardian_name)
        except InputRefused:
            raise InputRefused(
                _("Type the name of the parent or guardian who agrees."), field="guardian_name"
            ) from None
    else:
        guardian_name = ""
    consent, is_new = Consent.objects.get_or_create(
        learner=learner,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"notice_version": notice_version, "given_at": at, "guardian_name": guardian_name},
    )
    if is_new:
        details = {"purpose": purpose.value, "notice": notice_version}
        note(Verb.CONSENTED, by=learner.user, at=at, person=learner.public_id, details=details)
    return consent


@transaction.atomic
def withdraw_consent(learner: Learner, *, purpose: ConsentPurpose, at: datetime) -> None:
    """Note that a learner no longer agrees to one purpose; what was agreed before stays on record."""
    given = Consent.objects.filter(learner=learner, purpose=purpose, withdrawn_at__isnull=True)
    if given.update(withdrawn_at=at):
        details = {"purpose": purpose.value}
        note(Verb.WITHDREW, by=learner.user, at=at, person=learner.public_id, details=details)


def require_pin(learner: Learner, pin: str) -> None:
    """Ask once more who sits here; raises WrongPin."""
    _with_pin(learner, pin)
