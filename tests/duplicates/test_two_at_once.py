"""Two managers decide about the same two profiles at the same moment."""

from __future__ import annotations

import pytest

from courses.duplicates.actions import keep_apart, merge_people
from courses.duplicates.errors import PairDecided
from courses.duplicates.models import Merge
from tests import build
from tests.duplicates.things import pair_of
from tests.milestones.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_verdict_stands_and_the_second_gets_a_sentence(people: build.People) -> None:
    pair = pair_of(people.learner, people.classmate)
    refusals = at_once(
        lambda: merge_people(pair, survivor=people.learner, by=people.manager, at=build.NOON),
        lambda: keep_apart(pair, by=people.administrator, at=build.NOON),
    )
    assert [type(refused) for refused in refusals] == [PairDecided]
    assert str(refusals[0].message)
    pair.refresh_from_db()
    assert Merge.objects.count() == (pair.state == "merged")


def test_two_merges_that_share_a_person_make_no_chain(people: build.People) -> None:
    third = build.learner(into=people.cohort)
    pairs = pair_of(people.learner, people.classmate), pair_of(people.classmate, third)
    at_once(
        lambda: merge_people(pairs[0], survivor=people.learner, by=people.manager, at=build.NOON),
        lambda: merge_people(pairs[1], survivor=people.classmate, by=people.administrator, at=build.NOON),
    )
    for learner in (people.learner, people.classmate, third):
        learner.refresh_from_db()
        assert learner.merged_into is None or learner.merged_into.merged_into is None
