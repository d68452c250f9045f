"""The communities of the goal page: their counts, what is missing, what calls for help; worst first."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.cohorts.models import Community
from courses.milestones.models import Certification
from courses.reports.attention import SILENT_DAYS
from courses.reports.basis import Basis
from courses.reports.way import CommunityCounts, Counts
from lms.accounts.models import User

# From this share of silent people on the whole community is silent, not only some of its people.
SILENT_SHARE = 0.5
LOW_SHARE = 1 / 3


@dataclass(frozen=True, slots=True)
class Signal:
    """What a community's data say: the kind is a chip's colour."""

    kind: str
    words: str
    weight: int


@dataclass(frozen=True)
class CommunityRow:
    """One community in one fiscal year. `sellers` is the frozen snapshot of the certifications."""

    community: Community
    counts: CommunityCounts
    sellers: int
    signals: list[Signal]
    facts: str
    facts_missing: str

    @property
    def target(self) -> int | None:
        """Return the community's own target, where it has one."""
        target: int | None = self.community.target_sellers
        return target

    @property
    def bar_kind(self) -> str:
        """Return the bar's colour: red below a third of the target, gold below two thirds."""
        share = self.sellers / self.target if self.target else 0
        return "lac" if share < LOW_SHARE else "gold" if share < 2 * LOW_SHARE else ""

    @property
    def badness(self) -> tuple[int, float, str]:
        """Return the order: heaviest signal, then furthest from the target or fewest sellers of learners."""
        weight = max((signal.weight for signal in self.signals), default=0)
        expected = self.target or self.counts.learners
        return (-weight, self.sellers / expected if expected else 1.0, self.community.name)


def community_rows(user: User, basis: Basis, counts: Mapping[int, CommunityCounts]) -> list[CommunityRow]:
    """Return the communities that a staff member may see, worst first, in two queries.

    A site of real people leaves communities out that are a demonstration.
    """
    communities = Community.objects.visible_to(user)
    if not basis.demonstration:
        communities = communities.filter(is_demonstration=False)
    certified = Certification.objects.counted(demonstration=basis.demonstration)
    sellers = dict(
        certified.filter(fiscal_year_be=basis.year_be)
        .values_list("community_id")
        .annotate(people=Count("learner", distinct=True))
    )
    rows = [
        _row(community, counts.get(community.pk, CommunityCounts()), sellers.get(community.pk, 0), basis)
        for community in communities
    ]
    return sorted(rows, key=lambda row: row.badness)


def _row(community: Community, counts: CommunityCounts, sellers: int, basis: Basis) -> CommunityRow:
    facts, missing = _facts(community)
    return CommunityRow(community, counts, sellers, signals_of(counts, basis, sellers), facts, missing)


def signals_of(counts: CommunityCounts | Counts, basis: Basis, sellers: int = 0) -> list[Signal]:
    """Return what calls for help; signals are about today, so a past year shows none."""
    if not basis.is_current:
        return []
    if not counts.learners:
        return [] if sellers else [Signal("", _("no learners yet"), 0)]
    found = []
    if counts.silent:
        words = ngettext(
            "silent for %(days)s days: %(n)s person", "silent for %(days)s days: %(n)s people", counts.silent
        )
        is_whole = counts.silent >= counts.learners * SILENT_SHARE
        found.append(
            Signal(
                "bad" if is_whole else "warn",
                words % {"days": SILENT_DAYS, "n": counts.silent},
                3 if is_whole else 1,
            )
        )
    if counts.stuck:
        words = ngettext(
            "stuck before opening a shop: %(n)s person",
            "stuck before opening a shop: %(n)s people",
            counts.stuck,
        )
        found.append(Signal("warn", words % {"n": counts.stuck}, 2))
    return found or [Signal("ok", _("no warning"), 0)]


def _facts(community: Community) -> tuple[str, str]:
    """Return the known facts, and the sentence about the missing ones: never 0, never a guess."""
    known, missing = [], []
    if community.households:
        known.append(_("%(n)s households") % {"n": f"{community.households:,}"})
    else:
        missing.append(_("number of households"))
    if community.inhabitants:
        known.append(_("%(n)s inhabitants") % {"n": f"{community.inhabitants:,}"})
    else:
        missing.append(_("number of inhabitants"))
    sentence = _("Not enough data: %(what)s missing") % {"what": _(" and ").join(missing)} if missing else ""
    return " · ".join(known), sentence
