"""What can be done to a learner."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.people.errors import InputRefused, PhoneIsFull, PinTaken
from courses.people.models import Consent, ConsentPurpose, Learner
from lms.accounts.models import User
from lms.accounts.phones import clean_phone
from lms.accounts.pins import MOST_PROFILES_ON_A_PHONE, clean_new_pin, pin_is_free
from lms.text import normalise_thai

LONGEST_NAME = 120


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
