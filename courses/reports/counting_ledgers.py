"""What counts K2, K3 and awareness: the ledgers, as their own pages count them."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from courses.goals.models import IndicatorCode
from courses.ledgers import counting
from courses.reports.figures import Counted, Reading, counter, nothing_counts_it, plain

Ledger = Callable[..., counting.Counted]


@counter(IndicatorCode.K2)
def promoted(reading: Reading) -> Counted:
    """Count the distinct operators with a cross-border promotion service in the year."""
    return _by_place(reading, counting.count_k2)


@counter(IndicatorCode.K3)
def marks(reading: Reading) -> Counted:
    """Count the DBD Registered marks granted in the year, renewals excluded."""
    return _by_place(reading, counting.count_k3)


@counter(IndicatorCode.AWARENESS)
def verified_reach(reading: Reading) -> Counted:
    """Sum the reach of the year's posts that has a picture and a day."""
    return _by_place(reading, counting.reach)


def _by_place(reading: Reading, count: Ledger) -> Counted:
    """Count over the scope's place; operators outside have no cohort, trainer, sex or age to choose by."""
    basis, scope = reading.basis, reading.scope
    if scope.community or scope.cohort or scope.has_filters:
        return nothing_counts_it(_("This figure is counted by place only."))
    days = (basis.first_day, basis.last_day)
    counted = count(days, scope.area, demonstration=basis.demonstration, only_rest=scope.only_rest)
    return plain(counted.value)
