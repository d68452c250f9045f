"""Somebody came in with the help code of a listed person, under quite another name: a human looks."""

from datetime import datetime

from courses.duplicates.models import DuplicatePair, PairState
from courses.duplicates.scoring import LISTED, POINTS, WORDS, Person, reasons_of
from courses.people.models import Learner


def suggest_listed(listed: Learner, newcomer: Learner, at: datetime) -> DuplicatePair:
    """Put two profiles into the queue at once; a pair that was decided already stays decided."""
    first, second = sorted((listed, newcomer), key=lambda one: one.pk)
    key = frozenset({f"p:{listed.user.phone}"} if listed.user.phone == newcomer.user.phone else set())
    reasons = reasons_of(*(Person(one.name, one.sex, one.birth_year_be, keys=key) for one in (first, second)))
    told = [(LISTED, POINTS[LISTED]), *reasons]
    pair, _is_new = DuplicatePair.objects.get_or_create(
        first=first,
        second=second,
        defaults={
            "score": sum(points for _feature, points in told),
            "reasons": [[feature, points, str(WORDS[feature])] for feature, points in told],
            "state": PairState.OPEN,
            "found_at": at,
        },
    )
    return pair
