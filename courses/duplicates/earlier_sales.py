"""What a merge does to K1: one person counts once, and not at all who had sold before joining."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courses.milestones.counting_rules import CountingRule, Rule, baseline_is_excluded
from courses.milestones.models import Certification
from courses.people.models import Learner
from lms.dates import bangkok_date


@dataclass(frozen=True)
class Outcome:
    """Two profiles as one person: had they sold before joining, and which certification counts where.

    `first` is the certification that stays, None without one; `others` those that count no longer.
    """

    had_sold_before: bool
    first: Certification | None
    others: list[Certification]
    # The two profiles answered differently.
    differs: bool

    @property
    def is_beside(self) -> bool:
        """Tell whether the person stands beside K1 and not in it."""
        if self.first is None:
            return self.had_sold_before
        excluded = self.had_sold_before and baseline_is_excluded(self.first.fiscal_year_be)
        return self.first.is_baseline_seller or excluded

    @property
    def falling_years(self) -> list[int]:
        """Return the fiscal years whose K1 falls by one, one for each time."""
        lost = [row for row in self.others if not row.is_baseline_seller]
        if self.first is not None and self.is_beside and not self.first.is_baseline_seller:
            lost.append(self.first)
        return sorted(row.fiscal_year_be for row in lost)


def outcome_of_merging(one: Learner, other: Learner) -> Outcome:
    """Say what two profiles would be as one person, whoever of them stays.

    «Whoever had already sold online before enrolling does not count» is said of people (programme
    document, Decided 2), so a «yes» of either profile holds, also for who was certified through the other.
    A profile that was made after the day of the person's first certified sale is no witness of the time
    before: that sale itself is what it tells of.
    """
    live = Certification.objects.live().filter(learner__in=(one, other)).select_related("claim")
    rows = sorted(live, key=lambda row: (row.event_on, row.certified_at, row.pk))
    first = rows[0] if rows else None
    said = [
        person
        for person in (one, other)
        if person.sold_before and (first is None or bangkok_date(person.joined_at) <= first.event_on)
    ]
    return Outcome(bool(said), first, rows[1:], one.sold_before != other.sold_before)


def judge_anew(people: Iterable[int], *, since: datetime) -> None:
    """Let each of two people, who were one `since` a moment, count by their own answer again.

    Whoever had not sold before stands in K1, however they were judged together. Whoever had stands beside
    it by the rule of the year, where they were certified or the rule was changed in between; what was frozen
    before stays.
    """
    live = Certification.objects.live().filter(learner__in=list(people)).select_related("learner")
    changed = CountingRule.objects.filter(name=Rule.BASELINE_EXCLUDED, decided_at__gte=since).exists()
    for row in live:
        had_sold = row.learner.sold_before
        if had_sold and not changed and row.certified_at < since:
            continue
        row.is_baseline_seller = had_sold and baseline_is_excluded(row.fiscal_year_be)
        row.save(update_fields=["is_baseline_seller"])


def outcome_words(outcome: Outcome) -> list[str]:
    """Tell a manager, before the merge, what will happen to K1; nothing where nothing happens."""
    years = outcome.falling_years
    if years and outcome.is_beside:
        words = [
            _("One of the two had sold online before joining. As one person they stand beside K1, not in it.")
        ]
    elif years:
        words = [_("Both are counted as able to sell. As one person they count once.")]
    elif outcome.differs and outcome.is_beside and outcome.first is None:
        words = [
            _("One of the two had sold online before joining: a first sale of this person will not be in K1.")
        ]
    elif outcome.differs and outcome.first is not None and not outcome.is_beside:
        words = [
            _("One of the two said so after the first proven sale was made. The person goes on counting.")
        ]
    else:
        return []
    for year in years:
        words.append(_("K1 of fiscal year %(year)s falls by one.") % {"year": year})
    if years:
        words.append(
            _("A closed month keeps its figure; the change stands beside it. Undoing the merge undoes this.")
        )
    return words
