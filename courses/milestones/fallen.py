"""What follows when a verified step falls. The rooms above know; they tell it here.

What a person had on a profile that was merged away lies above this room, so it hands in what it does once,
when the site starts.
"""

from collections.abc import Callable

from courses.milestones.models import Claim

AfterFall = Callable[[Claim], None]
_afterwards: list[AfterFall] = []


def use_after_fall(act: AfterFall) -> None:
    """Let a room above act in the transaction in which a step falls; the same one twice acts once."""
    if act not in _afterwards:
        _afterwards.append(act)


def tell_fallen(claim: Claim) -> None:
    """Say that a step was verified and is not any more."""
    for act in _afterwards:
        act(claim)
