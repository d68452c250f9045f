"""Assists: the other cohorts that somebody certified had been in by then.

A certification counts in one cohort for ever, that which gave the core lessons. Whoever helped besides is
named in a column of its own and never added up (programme document, section 3.3).
"""

from collections.abc import Sequence

from courses.cohorts.models import Enrolment
from courses.milestones.models import Certification
from lms.dates import bangkok_date


def assists(certifications: Sequence[int]) -> dict[int, list[str]]:
    """Return the codes (community's key and number) of the other cohorts, by certification: two queries.

    Counted are cohorts of the same kind, real or demonstration, joined on or before the day of the sale.
    """
    found: dict[int, list[str]] = {}
    sold = {
        learner: (pk, cohort, day, kind)
        for pk, learner, cohort, day, kind in Certification.objects.filter(pk__in=certifications).values_list(
            "pk", "learner_id", "cohort_id", "event_on", "is_demonstration"
        )
    }
    joined = Enrolment.objects.filter(learner__in=sold).order_by("joined_at", "pk")
    for learner, cohort, at, key, number, *marks in joined.values_list(
        "learner_id",
        "cohort_id",
        "joined_at",
        "cohort__community__key",
        "cohort__number",
        "cohort__is_demonstration",
        "cohort__community__is_demonstration",
    ):
        pk, own, day, kind = sold[learner]
        if cohort != own and any(marks) == kind and bangkok_date(at) <= day:
            found.setdefault(pk, []).append(f"{key}-{number}")
    return found
