"""Figures of a large programme that stay what they are until somebody claims, decides or enrols."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from django.core.cache import cache

from courses.reports.basis import Basis
from courses.reports.scope import Scope
from lms.dates import bangkok_date

SECONDS = 600
T = TypeVar("T")


def kept(what: str, basis: Basis, scope: Scope, make: Callable[[], T], *, version: str) -> T:
    """Return what `make` makes, or what it made for the same people before.

    `what` names it; `version` is that of `courses.reports.walkers.Year`: while it is empty nothing is kept.
    """
    if not version:
        return make()
    year = (basis.year_be, basis.kind, basis.window, basis.demonstration)
    facts = (what, *year, bangkok_date(basis.at), scope, version)
    key = f"figures/{sha256(repr(facts).encode()).hexdigest()}"
    found: Any = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, SECONDS)
    return found
