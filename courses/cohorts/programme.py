"""Whether this site counts real people or the demonstration."""

import time

from courses.cohorts.models import Programme

_SECONDS_KEPT = 5.0
_kept: tuple[float, bool] | None = None


def is_demonstration() -> bool:
    """Tell whether this is a demonstration site; kept for five seconds in each process."""
    global _kept
    now_s = time.monotonic()
    if _kept is None or now_s - _kept[0] > _SECONDS_KEPT:
        row = Programme.objects.filter(id=1).values_list("is_demonstration", flat=True).first()
        _kept = (now_s, bool(row))
    return _kept[1]


def set_demonstration(value: bool) -> None:
    """Mark the site as a demonstration, or as real."""
    Programme.objects.update_or_create(id=1, defaults={"is_demonstration": value})
    forget()


def forget() -> None:
    """Drop what this process kept, so that the next question reads the database."""
    global _kept
    _kept = None
