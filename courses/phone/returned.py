"""Claims that were sent back, as the phone's form begins with them: only the fault is mended."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from courses.fields import DayField
from courses.milestones.kept_proofs import proofs_of
from courses.milestones.models import Claim, ClaimState
from courses.milestones.steps import written_in


def returned_claims(states: Mapping[str, str], claims: Iterable[Claim]) -> dict[str, dict[str, str]]:
    """Return what was written in each claim that was sent back, and why, by its step.

    `claims` are one learner's, in the order in which they were sent. Pictures stay on the site:
    the phone names them again (`returned_pictures`).
    """
    return {
        code: {"reason": claim.reason, **{name: _typed(value) for name, value in written_in(claim).items()}}
        for code, claim in _latest(states, claims)
    }


def returned_pictures(states: Mapping[str, str], claims: Iterable[Claim]) -> dict[str, list[dict[str, Any]]]:
    """Return what the site has of the proofs of each claim that was sent back, by its step."""
    return {
        code: [{**asdict(one), "file": str(one.file)} for one in proofs_of(claim)]
        for code, claim in _latest(states, claims)
    }


def _latest(states: Mapping[str, str], claims: Iterable[Claim]) -> list[tuple[str, Claim]]:
    back = {claim.milestone: claim for claim in claims if claim.state == ClaimState.RETURNED}
    return [(code, claim) for code, claim in back.items() if states.get(code) == ClaimState.RETURNED]


def _typed(value: Any) -> str:
    if value is None:
        return ""
    return str(DayField().prepare_value(value)) if isinstance(value, date) else str(value)
