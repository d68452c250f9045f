"""What a claim must be to be sent: its step, its day, its numbers. Each refusal names the place to mend."""

import re
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.fields import AmountField
from courses.milestones.errors import AlreadyClaimed, ClaimRefused
from courses.milestones.models import SALES, Certification, Claim, ClaimState, MilestoneCode
from courses.people.models import Learner
from lms.accounts.phones import clean_phone
from lms.dates import bangkok_date
from lms.text import INVISIBLE, latin_digits

FIRST_DAY = date(2000, 1, 1)
# "Still selling at 90 days" is a verified sale from 60 to 120 days after the first (section 3.2, M7).
STILL_SELLING_FROM, STILL_SELLING_TO = timedelta(days=60), timedelta(days=120)
AFTER_THE_FIRST = (MilestoneCode.STILL_SELLING, MilestoneCode.LATER_SALE)
ORDER_NUMBER = re.compile(r"^(?=.*\d)[A-Z0-9-]{5,40}$")
MARK_NUMBER = re.compile(r"^(?=(?:[A-Z-]*\d){6})[A-Z0-9-]{6,24}$")
COUNTRY = re.compile(r"^[A-Z]{2}$")
BAHT = re.compile(r"^[0-9]{1,10}(\.[0-9]{1,2})?$")
MOST_BAHT = 10**10
MOST_STATED_BAHT = Decimal("9999999999.99")
SPACES = re.compile(r"[\s\u2010-\u2015\u2212._/#]+")


def require_milestone(learner: Learner, milestone: str) -> None:
    """Raise `ClaimRefused` unless there is such a step and the profile is a living one."""
    if milestone not in MilestoneCode.values:
        raise ClaimRefused(_("There is no such step. Choose one in My shop."))
    if learner.merged_into_id:
        raise ClaimRefused(_("This profile was merged into another one. Sign in with the other one."))


def require_open_milestone(learner: Learner, milestone: str) -> None:
    """Raise `AlreadyClaimed` where a claim of this step waits or was verified."""
    states = set(Claim.objects.filter(learner=learner, milestone=milestone).values_list("state", flat=True))
    if ClaimState.VERIFIED in states and milestone != MilestoneCode.LATER_SALE:
        raise AlreadyClaimed(_("This step is checked already. There is nothing more to send."))
    if ClaimState.PENDING in states:
        raise AlreadyClaimed(_("Your evidence for this step is on its way. Wait until it is checked."))


def require_possible_day(learner: Learner, milestone: str, day: date, today: date) -> None:
    """A shop and a mark may be older than the course; content and sales are what the course is for."""
    if day > today:
        raise ClaimRefused(
            _("This day is still to come. Put in the day when it happened."), field="happened_on"
        )
    if day < FIRST_DAY:
        raise ClaimRefused(_("Look at the year again, such as 2569."), field="happened_on")
    may_be_older = milestone in (MilestoneCode.SHOP_OPEN, MilestoneCode.REGISTERED_MARK)
    if not may_be_older and day < bangkok_date(learner.joined_at):
        raise ClaimRefused(
            _("This day lies before you joined. Send what happened since then."), field="happened_on"
        )
    if milestone in AFTER_THE_FIRST:
        require_after_the_first(learner, milestone, day)


def require_after_the_first(learner: Learner, milestone: str, day: date) -> Certification:
    """Return the certification that a later sale follows; raise where there is none or the day is wrong."""
    first_sale = Certification.objects.live().filter(learner=learner).first()
    if first_sale is None:
        raise ClaimRefused(_("This step opens when your first sale is verified."))
    certification: Certification = first_sale
    if milestone == MilestoneCode.STILL_SELLING:
        first, last = still_selling_window(certification.event_on)
        if not first <= day <= last:
            raise ClaimRefused(
                _("Choose a sale from 60 to 120 days after your first one."), field="happened_on"
            )
    elif day <= certification.event_on:
        raise ClaimRefused(_("Choose a sale after your first one."), field="happened_on")
    return certification


def still_selling_window(first_sale_on: date) -> tuple[date, date]:
    """Return the first and the last day on which a sale shows that a person still sells at 90 days."""
    return first_sale_on + STILL_SELLING_FROM, first_sale_on + STILL_SELLING_TO


def read_order_number(milestone: str, typed: str) -> str:
    """Return an order's number in one spelling; empty where none was typed or the step has none."""
    text = plain_number(typed)
    if not text or milestone not in SALES:
        return ""
    if not ORDER_NUMBER.match(text):
        raise ClaimRefused(_("Type the order number as it stands in the order."), field="order_number")
    return text


def read_amount(milestone: str, amount_baht: Decimal | None) -> Decimal | None:
    """Return the amount of a sale as stated, None for other steps; raises where it is below 0 or too much."""
    if amount_baht is None or milestone not in SALES:
        return None
    if not 0 <= amount_baht < MOST_BAHT:
        raise ClaimRefused(_("Type the amount in baht, 0 or more."), field="amount_baht")
    return amount_baht


def read_stated(milestone: str, typed: str) -> Decimal | None:
    """Return the amount that a seller typed on a phone, read as the site's own form reads it.

    «1,250.50», «๑๒๕๐ บาท»; None where nothing was typed or the step has none.
    """
    if milestone not in SALES:
        return None
    try:
        return AmountField(empty_value=None, max_value=MOST_STATED_BAHT).clean(typed)
    except ValidationError as error:
        raise ClaimRefused(str(error.messages[0]), field="amount_baht") from error


def read_baht(typed: str) -> Decimal | None:
    """Return an amount as a reviewer typed it, «1,250.50»; None where nothing was typed."""
    text = latin_digits(typed).strip().replace(",", "")
    if not text:
        return None
    if not BAHT.match(text) or Decimal(text) >= MOST_BAHT:
        raise ClaimRefused(_("Type the amount in baht, 0 or more."), field="confirmed_baht")
    return Decimal(text)


def require_stated(claim: Claim, confirmed_baht: Decimal | None) -> Decimal | None:
    """Return the confirmed amount; only what the seller stated can be confirmed by somebody else."""
    if confirmed_baht is None:
        return None
    if claim.amount_baht is None or not 0 <= confirmed_baht < MOST_BAHT:
        raise ClaimRefused(_("The seller stated no amount. Accept without one."), field="confirmed_baht")
    return confirmed_baht


def read_mark_number(milestone: str, typed: str) -> str:
    """Return the number of a DBD Registered mark in one spelling; empty for other steps."""
    if milestone != MilestoneCode.REGISTERED_MARK:
        return ""
    text = plain_number(typed)
    if not MARK_NUMBER.match(text):
        raise ClaimRefused(
            _("Type the number of the mark, as it stands in the letter or the e-mail of DBD."),
            field="registration_number",
        )
    return text


def read_country(milestone: str, typed: str) -> str:
    """Return where a sale abroad went, as two letters; empty for other steps."""
    if milestone != MilestoneCode.ABROAD:
        return ""
    code = typed.strip().upper()
    if not COUNTRY.match(code) or code == "TH":
        raise ClaimRefused(_("Choose the country of the customer."), field="country")
    return code


def read_buyer_phone(milestone: str, typed: str) -> str:
    """Return the buyer's phone in E.164; empty where none was given. A number of another country is fine."""
    if milestone not in SALES or not typed.strip():
        return ""
    try:
        return clean_phone(typed)
    except ValidationError as error:
        raise ClaimRefused(str(error.messages[0]), field="buyer_phone") from error


def plain_number(typed: str) -> str:
    """Return a number as one spelling of it: no spaces, dots or dashes, capital letters, Latin digits."""
    return SPACES.sub("", latin_digits(typed).translate(INVISIBLE)).upper()
