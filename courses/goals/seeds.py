"""The targets of the Thai e-commerce plan, as data (programme document, section 0.1 and 3.2)."""

from datetime import date

from courses.goals.models import Comparator, IndicatorCode, Target
from lms.dates import fiscal_year_be

# "มากกว่า 5,000", "มากกว่า 25,000", "ไม่ต่ำกว่า 13,000"; the influencer plan gives no number.
PLAN: tuple[tuple[IndicatorCode, Comparator, int | None], ...] = (
    (IndicatorCode.K1, Comparator.MORE_THAN, 5_000),
    (IndicatorCode.K2, Comparator.MORE_THAN, 25_000),
    (IndicatorCode.K3, Comparator.AT_LEAST, 13_000),
    (IndicatorCode.AWARENESS, Comparator.MORE_THAN, None),
)


def seed_targets(*, on: date) -> int:
    """Write the plan's targets for the fiscal year of a day and its two neighbours.

    A target that stands already, edited or not, is left as it is. Returns how many were written.
    """
    this_year = fiscal_year_be(on)
    written = 0
    for year_be in (this_year - 1, this_year, this_year + 1):
        for indicator, comparator, value in PLAN:
            _, is_new = Target.objects.get_or_create(
                indicator=indicator, year_be=year_be, defaults={"comparator": comparator, "value": value}
            )
            written += is_new
    return written
