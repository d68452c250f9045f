"""K2, K3 and verified reach: as the ledgers' pages say them, and by plain SQL of another build."""

from collections.abc import Callable

from django.db.models import Max, Min

from courses.ledgers.models import CampaignPost, DbdApplication, PromotionService
from courses.ledgers.recounting import Rows, published, recount_k2, recount_k3, recount_reach
from courses.reports.recounting.registry import Figures, Scope, register
from lms.dates import fiscal_year_be

DAYS = ((PromotionService, "day"), (DbdApplication, "granted_on"), (CampaignPost, "posted_on"))


def _years(scope: Scope) -> range:
    """Return the years of the site and of the ledgers, which may begin earlier."""
    years = list(scope.years)
    for model, day in DAYS:
        ends = model.objects.aggregate(first=Min(day), last=Max(day))
        years += [fiscal_year_be(end) for end in ends.values() if end]
    return range(min(years), max(years) + 1)


def _figures(scope: Scope, count: Callable[..., Rows]) -> Figures:
    rows = (count(year, demonstration=scope.demonstration) for year in _years(scope))
    return {key: value for found in rows for key, value in found}


def ledgers_screen(scope: Scope) -> Figures:
    """What the ledgers' pages say of each year, with every part."""
    return _figures(scope, published)


def ledgers_sql(scope: Scope) -> Figures:
    """The same by plain SQL."""
    counts = (recount_k2, recount_k3, recount_reach)
    return {key: value for count in counts for key, value in _figures(scope, count).items()}


register("ledgers", screen=ledgers_screen, sql=ledgers_sql)
