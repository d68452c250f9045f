"""The ladder M0 to M9 of one person as a screen shows it: each step with its day, state and proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.milestones.certifying import first_sale_waits_for
from courses.milestones.claim_rules import still_selling_window
from courses.milestones.ladder import CODES, LABELS, Ladder
from courses.milestones.models import SALES, Claim, ClaimState, MilestoneCode
from lms.dates import short_date

# Nobody decides about these: they follow from what the person did.
BY_THE_SYSTEM = ("M0", "M1", "M2", "M3")


class RungState(StrEnum):
    """How one step of the ladder stands."""

    REACHED = "reached"
    INFERRED = "inferred"
    WAITS = "waits"
    RETURNED = "returned"
    TAKEN_BACK = "taken-back"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: `on` is the day of the event, `claim` what proves it or was sent for it last.

    `missing` says what the step still waits for; it is empty once the step is reached.
    """

    code: str
    label: str | Promise
    state: RungState
    on: date | None
    claim: Claim | None
    missing: str | Promise
    is_next: bool

    @property
    def is_by_system(self) -> bool:
        """Tell whether the step was reached without anybody's verdict."""
        return self.state == RungState.REACHED and self.code in BY_THE_SYSTEM

    @property
    def is_of_ledger(self) -> bool:
        """Tell whether the step is known from a ledger and not from a claim."""
        return self.state == RungState.REACHED and self.claim is None and not self.is_by_system


def rungs_of(ladder: Ladder, claims: Sequence[Claim]) -> list[Rung]:
    """Return the ten steps of a person; `claims` are all of theirs in the order in which they were sent."""
    inferred = ladder.inferred
    highest = ladder.highest if ladder.reached else ""
    following = next((code for code in CODES if code > highest), None)
    found = []
    for code in CODES:
        on, claim = ladder.reached.get(code), _claim_of(code, ladder, claims)
        state = _state(code, on, claim, code in inferred)
        found.append(
            Rung(
                code=code,
                label=LABELS[code],
                state=state,
                on=on if on else claim.happened_on if claim else None,
                claim=claim,
                missing="" if state == RungState.REACHED else _missing(code, ladder),
                is_next=code == following,
            )
        )
    return found


def _state(code: str, on: date | None, claim: Claim | None, is_inferred: bool) -> RungState:
    if on is not None:
        return RungState.REACHED
    if claim is not None:
        if claim.state == ClaimState.VERIFIED:
            return RungState.TAKEN_BACK
        return RungState.WAITS if claim.state == ClaimState.PENDING else RungState.RETURNED
    return RungState.INFERRED if is_inferred else RungState.OPEN


def _claim_of(code: str, ladder: Ladder, claims: Sequence[Claim]) -> Claim | None:
    """Return the claim that proves a step; of a step that is not reached the latest that says anything."""
    on, mine = ladder.reached.get(code), [claim for claim in claims if claim.milestone == code]
    verified = [claim for claim in mine if claim.state == ClaimState.VERIFIED]
    if on is not None and not verified and code == MilestoneCode.STILL_SELLING:
        verified = [
            claim
            for claim in claims
            if claim.milestone in SALES and claim.state == ClaimState.VERIFIED and claim.happened_on == on
        ]
    if verified:
        return verified[-1]
    waiting = [claim for claim in mine if claim.state == ClaimState.PENDING]
    returned = [claim for claim in mine if claim.state == ClaimState.RETURNED]
    return None if on is not None else next(iter([*waiting[-1:], *returned[-1:]]), None)


def _missing(code: str, ladder: Ladder) -> str | Promise:
    """Return what a step that is not reached waits for."""
    if code == MilestoneCode.FIRST_SALE:
        waits = first_sale_waits_for(has_core="M3" in ladder.reached, has_shop="M4" in ladder.reached)
        return waits or _("Verified evidence of a first sale is missing.")
    if code == MilestoneCode.STILL_SELLING:
        return _window_words(ladder)
    return {
        "M0": _("No agreement to be recorded is known."),
        "M1": _("The person is in no cohort."),
        "M2": _("No lesson was opened and no quiz answered."),
        "M3": _("The foundation and one whole track are not finished."),
        "M4": _("A verified link of the own shop is missing."),
        "M5": _("A verified live or clip is missing."),
        "M8": _("The number of a mark of DBD is missing."),
        "M9": _("A verified order from abroad is missing."),
    }[code]


def _window_words(ladder: Ladder) -> str:
    first_sale_on = ladder.reached.get("M6")
    if first_sale_on is None:
        return _("Opens 60 days after the first sale.")
    first, last = still_selling_window(first_sale_on)
    language = get_language() or "th"
    return _("A verified sale from %(first)s to %(last)s is missing.") % {
        "first": short_date(first, language),
        "last": short_date(last, language),
    }
