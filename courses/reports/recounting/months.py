"""The goal page's line and small pictures: sellers by month and province; and its table of months."""

from collections import Counter

from courses.reports.goal_chart import month_rows
from courses.reports.recounting.counts import sales_of
from courses.reports.recounting.facts import thai_day
from courses.reports.recounting.registry import Figures, Scope, register
from courses.reports.scope import Scope as Whom
from courses.reports.sold import days_of, sold_in


def months_screen(scope: Scope) -> Figures:
    """Each month of the year's line with the sum so far, and each province's months."""
    found: dict[str, int] = {}
    codes = {pk: one.code for pk, one in scope.facts.communities.items()}
    for basis in scope.bases():
        for number, row in enumerate(month_rows(days_of(basis), basis)):
            found[f"{basis.year_be}/month {number + 1}"] = row.people
            found[f"{basis.year_be}/up to month {number + 1}"] = row.total
        for province, months in sold_in(basis, codes).by_province.items():
            for number, people in enumerate(months):
                found[f"{basis.year_be}/{province or 'not stated'}/month {number + 1}"] = people
    return found


def months_sql(scope: Scope) -> Figures:
    """The same from the sales, each by its day and the community frozen with it."""
    found: Counter[str] = Counter()
    for basis in scope.bases():
        today = thai_day(scope.at)
        last = min((today.year - basis.first_day.year) * 12 + today.month - 9, 12)
        for sale in sales_of(scope.facts, basis, Whom()):
            month = (sale.event_on.month - 10) % 12 + 1
            province = scope.facts.communities[sale.community].code[:2] or "not stated"
            found[f"{basis.year_be}/{province}/month {month}"] += 1
            if month <= last:
                found[f"{basis.year_be}/month {month}"] += 1
            for later in range(month, last + 1):
                found[f"{basis.year_be}/up to month {later}"] += 1
    return found


register("goal-months", screen=months_screen, sql=months_sql)
