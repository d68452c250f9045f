"""The communities of the goal page: their counts, what is missing, what calls for help; worst first."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.cohorts.models import Community
from courses.reports.attention import SILENT_DAYS
from courses.reports.basis import Basis
from courses.reports.counting import counted_in
from courses.reports.way import CommunityCounts, Counts
from lms.accounts.models import User

# From this share of silent people on the whole community is silent, not only some of its people.
SILENT_SHARE = 0.5
WHOLLY_SILENT, STUCK, PARTLY_SILENT = 3, 2, 1  # the heaviest stands first
LOW_SHARE = 1 / 3


@dataclass(frozen=True, slots=True)
class Signal:
    """What a community's data say: the kind is a chip's colour."""

    kind: str
    words: str
    weight: int


@dataclass(frozen=True)
class CommunityRow:
    """One community in one year. `sellers` is the frozen snapshot of the certifications.

    `target` is the community's own, set for fiscal years; None where it has none or a calendar year is read.
    """

    community: Community
    counts: CommunityCounts
    sellers: int
    target: int | None
    basis: Basis

    # Words are made for the rows that are shown, not for a thousand that are put in order.
    @property
    def signals(self) -> list[Signal]:
        """Return what calls for help."""
        return signals_of(self.counts, self.basis, self.sellers)

    @property
    def facts(self) -> str:
        """Return what is known of the community itself."""
        return _facts(self.community)[0]

    @property
    def facts_missing(self) -> str:
        """Return the sentence about what is not known of it."""
        return _facts(self.community)[1]

    @property
    def bar_kind(self) -> str:
        """Return the bar's colour: red below a third of the target, gold below two thirds."""
        share = self.sellers / self.target if self.target else 0
        return "lac" if share < LOW_SHARE else "gold" if share < 2 * LOW_SHARE else ""

    @property
    def badness(self) -> tuple[int, float, str]:
        """Return the order: heaviest signal, then furthest from the target or fewest sellers of learners."""
        weight = max(_weights(self.counts, self.basis))
        expected = self.target or self.counts.learners
        return (-weight, self.sellers / expected if expected else 1.0, self.community.name)


def community_rows(user: User, basis: Basis, counts: Mapping[int, CommunityCounts]) -> list[CommunityRow]:
    """Return the communities that a staff member may see, worst first, in two queries.

    A site of real people leaves communities out that are a demonstration.
    """
    communities = Community.objects.visible_to(user)
    if not basis.demonstration:
        communities = communities.filter(is_demonstration=False)
    certified = counted_in(basis).order_by().values_list("community_id")
    sellers = dict(certified.annotate(people=Count("learner", distinct=True)))
    rows = [
        _row(community, counts.get(community.pk, CommunityCounts()), sellers.get(community.pk, 0), basis)
        for community in communities
    ]
    return sorted(rows, key=lambda row: row.badness)


def _row(community: Community, counts: CommunityCounts, sellers: int, basis: Basis) -> CommunityRow:
    target = community.target_sellers if basis.has_targets else None
    return CommunityRow(community, counts, sellers, target, basis)


def _weights(counts: CommunityCounts | Counts, basis: Basis) -> tuple[int, int]:
    """Return how heavy silence is, and standing still before a shop; 0 where there is none of it today."""
    if not basis.is_current or not counts.learners:
        return 0, 0
    is_whole = counts.silent >= counts.learners * SILENT_SHARE
    silent = (WHOLLY_SILENT if is_whole else PARTLY_SILENT) if counts.silent else 0
    return silent, STUCK if counts.stuck else 0


def signals_of(counts: CommunityCounts | Counts, basis: Basis, sellers: int = 0) -> list[Signal]:
    """Return what calls for help; signals are about today, so a past year shows none."""
    if not basis.is_current:
        return []
    if not counts.learners:
        return [] if sellers else [Signal("", _("no learners yet"), 0)]
    silent, stuck = _weights(counts, basis)
    found = []
    if silent:
        words = ngettext(
            "silent for %(days)s days: %(n)s person", "silent for %(days)s days: %(n)s people", counts.silent
        )
        kind = "bad" if silent == WHOLLY_SILENT else "warn"
        found.append(Signal(kind, words % {"days": SILENT_DAYS, "n": counts.silent}, silent))
    if stuck:
        words = ngettext(
            "stuck before opening a shop: %(n)s person",
            "stuck before opening a shop: %(n)s people",
            counts.stuck,
        )
        found.append(Signal("warn", words % {"n": counts.stuck}, stuck))
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
