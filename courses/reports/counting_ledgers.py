"""K2, K3 and awareness: what the ledgers count, asked for with a page's basis and scope."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from courses.goals.models import IndicatorCode
from courses.ledgers import counting
from courses.reports.figures import Counted, Reading, counter, nothing_counts_it, plain
from lms.geo import REGIONS

Ledger = Callable[..., counting.Counted]


@counter(IndicatorCode.K2)
def promoted(reading: Reading) -> Counted:
    """Count the people with a cross-border promotion service in the year."""
    return _of(counting.count_k2, reading)


@counter(IndicatorCode.K3)
def marks(reading: Reading) -> Counted:
    """Count the DBD Registered marks granted in the year, renewals excluded."""
    return _of(counting.count_k3, reading)


@counter(IndicatorCode.AWARENESS)
def awareness(reading: Reading) -> Counted:
    """Sum the verified reach of the year's posts."""
    return _of(counting.reach, reading)


def _of(ledger: Ledger, reading: Reading) -> Counted:
    """Ask a ledger for a place; it knows provinces and amphoes, but no communities and no filters."""
    scope, basis = reading.scope, reading.basis
    if scope.has_filters or scope.only_rest or scope.community or scope.cohort:
        return nothing_counts_it(_("The ledger knows regions, provinces and amphoes only."))
    areas = REGIONS[scope.area][2] if scope.area in REGIONS else (scope.area,)
    year = (basis.first_day, basis.last_day)
    return plain(sum(ledger(year, area, demonstration=basis.demonstration).value for area in areas))
