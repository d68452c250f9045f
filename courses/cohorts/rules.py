"""Rules about communities and cohorts that both the actions and the admin's forms must hold.

Plain questions over plain values: each raises a `Refused` whose `field` names the input.
"""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.cohorts.errors import BadCalendar, BadCommunity, BadSeats, BadTrainer
from lms.accounts.models import User
from lms.geo import current_code, full_place_name, is_abolished, is_known_place

if TYPE_CHECKING:
    from courses.cohorts.models import Community

MOST_SEATS = 1000
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
DEMONSTRATION_WORD = "ตัวอย่าง"


def check_calendar(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse a cohort that ends before it starts, or whose year was written in the wrong era."""
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day is None:
            raise BadCalendar(_("Fill in the day."), field=field)
        if not FIRST_DAY <= day <= LAST_DAY:
            raise BadCalendar(_("Look at the year again: it is too far from today."), field=field)
    if starts_on and ends_on and ends_on <= starts_on:
        raise BadCalendar(_("The last day must come after the first day."), field="ends_on")


def check_seats(seats: int | None, taken: int = 0) -> None:
    """Refuse no seats, more than a hall holds, or fewer than people already in."""
    if not seats or not 1 <= seats <= MOST_SEATS:
        raise BadSeats(_("Seats must be a number from 1 to 1,000."), field="seats")
    if seats < taken:
        raise BadSeats(
            _("%(taken)s people are already in. Give at least that many seats.") % {"taken": taken},
            field="seats",
        )


def check_trainer(trainer: User | None, community: "Community") -> None:
    """Refuse a trainer who does not train in the community; no trainer yet is fine."""
    if trainer is None:
        return
    if not trainer.is_trainer or not trainer.is_active:
        raise BadTrainer(_("Choose somebody whose role is trainer."), field="trainer")
    if not community.trainer_links.filter(trainer=trainer).exists():
        raise BadTrainer(
            _("This trainer does not have this community yet. Give them the community first."),
            field="trainer",
        )


def check_area_code(area_code: str) -> None:
    """Refuse a code that names no province, amphoe or tambon of the current DOPA list.

    An abolished code is refused with the one that took its place.
    """
    if not is_known_place(area_code):
        if is_abolished(area_code) and (today := current_code(area_code)):
            raise BadCommunity(
                _("This place was abolished. Write the code in use today: %(code)s (%(place)s).")
                % {"code": today, "place": full_place_name(today, get_language() or "th")},
                field="area_code",
            )
        raise BadCommunity(
            _("No place has this code. Look it up in the DOPA list: 2, 4 or 6 digits."), field="area_code"
        )


def check_demonstration_name(name_th: str) -> None:
    """Refuse a demonstration community whose name does not say so (programme document, section 5.3)."""
    if DEMONSTRATION_WORD not in name_th:
        raise BadCommunity(
            _("The Thai name of a demonstration community must hold the word «ตัวอย่าง»."), field="name_th"
        )
