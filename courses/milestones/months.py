"""Whether the figures of a month are closed. The rooms above know; they tell it here.

Closing months lives above this room, so it hands in its question once, when the site starts.
"""

from collections.abc import Callable
from datetime import date

MonthCheck = Callable[[date], bool]
_checks: list[MonthCheck] = []


def use_month_check(check: MonthCheck) -> None:
    """Let a room above say whether the month of a day is closed; the same one twice counts once."""
    if check not in _checks:
        _checks.append(check)


def stop_month_check(check: MonthCheck) -> None:
    """Ask a room no more."""
    _checks.remove(check)


def month_is_closed(day: date) -> bool:
    """Tell whether the month of an event's day is closed: what comes now is a restatement."""
    return any(check(day) for check in _checks)
