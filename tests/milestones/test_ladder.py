"""M0 to M9 of people in one read."""

from datetime import timedelta

from courses.milestones.actions import revoke_certification, verify_claim
from courses.milestones.ladder import CODES, ladder_of, ladders, marks_granted_on
from courses.models import Consent, Learner, LessonProgress
from tests import build
from tests.build import NOON, TODAY, People
from tests.ledgers import rows
from tests.milestones import things


def test_the_whole_way_has_the_days_of_the_events(people: People) -> None:
    learner = people.learner
    Consent.objects.create(
        learner=learner, purpose="training-record", notice_version="1", given_at=learner.joined_at
    )
    LessonProgress.objects.create(
        learner=learner, lesson=build.lesson(), opened_at=NOON - timedelta(days=20), completed_at=None
    )
    things.certified(learner, people.manager)
    verify_claim(things.content_claim(learner), by=people.trainer, at=NOON)
    late = NOON + timedelta(days=80)
    for milestone, more in (
        ("M7", {}),
        ("M8", {"registration_number": "7100123456789"}),
        ("M9", {"country": "LA"}),
    ):
        claim = things.later_sale(learner, milestone=milestone, happened_on=late.date(), at=late, **more)
        verify_claim(claim, by=people.manager, at=late)
    ladder = ladder_of(learner)
    assert sorted(ladder.reached) == list(CODES)
    assert ladder.reached["M0"] == ladder.reached["M1"] == learner.joined_at.date()
    assert ladder.reached["M2"] == TODAY - timedelta(days=20)
    assert ladder.reached["M6"] == things.SOLD_ON
    assert ladder.reached["M7"] == late.date()
    assert marks_granted_on(learner) == late.date()


def test_any_verified_sale_in_the_window_shows_that_somebody_still_sells(people: People) -> None:
    things.certified(people.learner, people.manager)
    for days in (59, 61, 100):
        at = NOON + timedelta(days=days)
        claim = things.later_sale(people.learner, happened_on=things.SOLD_ON + timedelta(days=days), at=at)
        verify_claim(claim, by=people.manager, at=at)
    assert ladder_of(people.learner).reached["M7"] == things.SOLD_ON + timedelta(days=61)


def test_what_was_skipped_is_inferred_and_what_was_revoked_is_gone(people: People) -> None:
    certification = things.certified(people.learner, people.manager)
    assert (ladder_of(people.learner).highest, ladder_of(people.learner).inferred) == (
        "M6",
        ["M0", "M2", "M5"],
    )
    revoke_certification(certification, by=people.manager, at=NOON, reason="ปลอม")
    assert ladder_of(people.learner).highest == "M4"


def test_many_people_are_one_statement(people: People, django_assert_num_queries) -> None:
    things.certified(people.learner, people.manager)
    people_read = [people.learner.pk, people.classmate.pk, people.neighbour.pk]
    with django_assert_num_queries(1):
        found = ladders(people_read)
    assert [found[pk].highest for pk in people_read] == ["M6", "M1", "M1"]
    everybody = ladders(Learner.objects.all())
    assert {pk: everybody[pk].reached for pk in people_read} == {pk: found[pk].reached for pk in people_read}


def test_the_ledgers_tell_of_marks_and_of_orders_from_abroad(people: People) -> None:
    operator = rows.inside(people.classmate, by=people.manager)
    rows.service(operator, people.manager, "matching", TODAY - timedelta(days=3), outcome="order")
    assert ladder_of(people.classmate).reached["M9"] == TODAY - timedelta(days=3)
    assert marks_granted_on(people.classmate) is None
