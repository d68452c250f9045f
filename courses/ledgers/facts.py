"""The facts of a service as a form or a file gives them, checked in one place."""

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.ledgers.countries import country_names
from courses.ledgers.errors import BadRow
from courses.ledgers.models import Currency, MatchOutcome, PromotionService, ServiceKind
from courses.shops.links import tidy_link
from lms.text import normalise_thai

FIRST_DAY = date(2015, 1, 1)
LONGEST_FOLLOW_UP = date(2199, 12, 31)
MOST_VALUE = Decimal("100000000000")


def check_day(day: date, *, today: date, field: str = "day") -> None:
    """Refuse a day in the future, or so long ago that the year was written in the wrong era."""
    if day > today:
        raise BadRow(_("This day has not come yet."), field=field)
    if day < FIRST_DAY:
        raise BadRow(_("Look at the year again: it is too far from today."), field=field)


@dataclass(frozen=True)
class ServiceFacts:
    """What is known of one service. `url` as typed; `url_key` is made by `cleaned`."""

    kind: str
    day: date
    country: str
    agency: str
    outcome: str = ""
    value_amount: Decimal | None = None
    currency: str = ""
    value_baht: Decimal | None = None
    follow_up_on: date | None = None
    url: str = ""
    url_key: str = ""
    note: str = ""

    @classmethod
    def of(cls, service: PromotionService) -> "ServiceFacts":
        """Return the facts that a row holds now."""
        return cls(**{field.name: getattr(service, field.name) for field in fields(cls)})

    def cleaned(self, *, today: date) -> "ServiceFacts":
        """Return the facts in one spelling; raises BadRow or BadLink naming the field that cannot be.

        What does not belong to the kind (an outcome of a clinic) is left out, as when a form's kind
        was changed after the other fields were filled.
        """
        self._check_words(today)
        is_matching, is_listing = self.kind == ServiceKind.MATCHING, self.kind == ServiceKind.LISTING
        link = tidy_link(self.url) if is_listing or self.url.strip() else None
        facts = replace(
            self,
            agency=normalise_thai(self.agency)[:120],
            note=normalise_thai(self.note)[:500],
            url=link.url if link else "",
            url_key=link.key if link else "",
        )
        if not is_matching:
            return replace(
                facts, outcome="", value_amount=None, currency="", value_baht=None, follow_up_on=None
            )
        return facts._cleaned_matching()

    def _check_words(self, today: date) -> None:
        if self.kind not in ServiceKind.values:
            raise BadRow(_("Choose what was done."), field="kind")
        check_day(self.day, today=today)
        if self.country not in country_names("th"):
            raise BadRow(_("Choose the country."), field="country")
        if not normalise_thai(self.agency):
            raise BadRow(_("Write which agency gave the service."), field="agency")

    def _cleaned_matching(self) -> "ServiceFacts":
        if self.outcome not in MatchOutcome.values:
            raise BadRow(_("Choose what came out of the meeting."), field="outcome")
        if self.value_amount is not None and not 0 <= self.value_amount < MOST_VALUE:
            raise BadRow(_("This value cannot be. Look at it again."), field="value_amount")
        if self.value_amount is not None and self.currency not in Currency.values:
            raise BadRow(_("Choose the currency of the value."), field="currency")
        if self.follow_up_on is not None and not self.day <= self.follow_up_on <= LONGEST_FOLLOW_UP:
            raise BadRow(_("The day to follow up comes after the meeting."), field="follow_up_on")
        if self.value_amount is None:
            return replace(self, currency="", value_baht=None)
        if self.currency == Currency.THB:
            return replace(self, value_baht=self.value_amount)
        if self.value_baht is not None and not 0 <= self.value_baht < MOST_VALUE:
            raise BadRow(_("This value cannot be. Look at it again."), field="value_baht")
        return self

    @property
    def has_amount_to_confirm(self) -> bool:
        """Tell whether this is an order abroad with an amount: that waits for another person."""
        is_abroad = self.outcome == MatchOutcome.ORDER and self.country != "TH"
        return is_abroad and self.value_amount is not None
