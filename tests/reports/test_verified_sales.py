"""K8: the amounts that reviewers confirmed, of all that these sellers declared."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from courses.milestones.models import Claim
from courses.people.models import Learner
from courses.reports.basis import Basis
from courses.reports.figures import FigureState, count
from courses.reports.recounting.counts import RECOUNTS
from courses.reports.recounting.facts import Facts
from courses.reports.recounting.run import recount_figures
from courses.reports.scope import Scope
from courses.shops.models import MonthlySales
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db
YEAR = Basis(2570, False, build.NOON)


def sold(learner: Learner, cohort: object, baht: int | None, on: date = build.TODAY) -> None:
    claim = rows.certify(learner, cohort, on).claim  # type: ignore[arg-type]
    Claim.objects.filter(pk=claim.pk).update(amount_baht=baht, confirmed_baht=baht)


def told(learner: Learner, baht: int, minutes: int = 0, month: int = 11) -> None:
    MonthlySales.objects.create(
        id=uuid4(), learner=learner, year_be=2569, month=month, orders=1, amount_baht=baht,
        sent_at=build.NOON + timedelta(minutes=minutes),
    )  # fmt: skip


def test_confirmed_amounts_are_summed_of_what_was_declared(people: build.People) -> None:
    sold(people.learner, people.cohort, 300)
    sold(people.classmate, people.cohort, None)
    sold(people.neighbour, people.neighbour_cohort, 200, on=date(2026, 10, 5))
    told(people.learner, 900)
    told(people.learner, 1000, minutes=1)  # the newest answer of a month counts
    told(people.learner, 7000, month=9)  # September is last year's
    found = count("K8", YEAR)
    assert (found.value, found.numerator, found.denominator) == (500, 500, 1000)
    assert [(part.numerator, part.denominator) for part in found.parts] == [(2, 3)]
    assert count("K8", YEAR, Scope(area="41")).value == 300
    assert count("K8", YEAR.in_month(date(2026, 10, 5))).value == 200


def test_what_nobody_confirmed_or_was_taken_back_is_not_in_it(people: build.People) -> None:
    assert count("K8", YEAR).state == FigureState.NO_DATA_SOURCE
    claim = rows.claim(people.learner, state="verified")
    Claim.objects.filter(pk=claim.pk).update(amount_baht=10, confirmed_baht=10)
    assert count("K8", YEAR).state == FigureState.NO_DATA_SOURCE  # nobody is certified by it
    sold(people.classmate, people.cohort, 50)
    people.classmate.certifications.update(
        revoked_at=build.NOON, revoked_by=people.manager, revoked_reason="ผิดคน"
    )
    assert count("K8", YEAR).state == FigureState.NO_DATA_SOURCE


def test_without_declarations_there_is_no_share(people: build.People) -> None:
    sold(people.learner, people.cohort, 300)
    found = count("K8", YEAR)
    assert (found.value, found.denominator) == (300, None)
    assert found.note


def test_the_recount_finds_the_same_amounts(people: build.People) -> None:
    sold(people.learner, people.cohort, 300)
    told(people.learner, 900)
    found, again = count("K8", YEAR), RECOUNTS["K8"](Facts(), YEAR, Scope())
    assert again == (found.numerator, found.denominator, found.value) == (300, 900, 300)
    assert recount_figures(build.NOON).drift == [], "how many sellers that is, too"
