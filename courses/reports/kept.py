"""Sums of the whole country, kept for some seconds: sorting fifty thousand people takes half a second.

The key holds a stamp of everything that figures are made of but progress. So whatever is claimed,
decided, certified, revoked, merged, enrolled or left shows at once, and no two figures of a screen can
disagree; only who began and who was not seen for two weeks may be `SECONDS` old.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import connection

from courses.reports.basis import Basis
from courses.reports.scope import Scope
from lms.dates import bangkok_date

SECONDS = 30
T = TypeVar("T")

STAMP = """
SELECT
  (SELECT COUNT(*) FROM courses_certification), (SELECT MAX(id) FROM courses_certification),
  (SELECT MAX(revoked_at) FROM courses_certification),
  (SELECT MAX(merged_away_at) FROM courses_certification),
  (SELECT COUNT(*) FROM courses_claim), (SELECT MAX(sent_at) FROM courses_claim),
  (SELECT MAX(decided_at) FROM courses_claim),
  (SELECT COUNT(*) FROM courses_enrolment), (SELECT MAX(id) FROM courses_enrolment),
  (SELECT MAX(left_at) FROM courses_enrolment), (SELECT COUNT(left_at) FROM courses_enrolment),
  (SELECT COUNT(*) FROM courses_corecompletion), (SELECT MAX(reached_at) FROM courses_corecompletion),
  (SELECT COUNT(merged_into_id) FROM courses_learner), (SELECT MAX(id) FROM courses_cohort),
  (SELECT MAX(id) FROM courses_community)
"""


def stamp() -> str:
    """Return what changes whenever a figure may have changed, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        return "/".join(str(value) for value in cursor.fetchone())


def kept(what: str, basis: Basis, scope: Scope, make: Callable[[], T], *, sign: str = "") -> T:
    """Return what `make` makes, or what it made for the same figures within the last seconds.

    `what` names it, `sign` is the stamp where the caller has asked for it already.
    """
    facts = (
        what,
        basis.year_be,
        basis.kind,
        basis.demonstration,
        bangkok_date(basis.at),
        scope,
        sign or stamp(),
    )
    key = f"figures/{sha256(repr(facts).encode()).hexdigest()}"
    found: Any = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, SECONDS)
    return found
