"""The programme over the whole country: drawn ahead in a process of its own, and true to its size."""

from datetime import timedelta
from itertools import islice

import pytest
from django.db.models import Count

from courses.cohorts.seeds import load_communities
from courses.ledgers.models import DbdApplication, PromotionService
from courses.milestones.follow_up_models import FollowUp
from courses.models import (
    Certification,
    Claim,
    Community,
    Learner,
    LessonProgress,
    MonthlySales,
    Product,
    SecondLook,
    TrainerCommunity,
)
from courses.reports.basis import Basis
from courses.reports.figures import count
from courses.reports.months.models import MonthClose
from courses.reports.recounting.run import recount_figures
from lms.accounts.models import User
from lms.demo import story
from lms.demo.story import country
from lms.demo.story.ahead import drawn_ahead
from lms.demo.story.country import communities_of, draw_country, invent_villages
from lms.demo.story.draw import Hand, draw
from lms.demo.story.lessons import lesson_specs
from lms.demo.story.pictures import draw_plain_picture
from lms.demo.story.write import write_country
from lms.geo import is_known_place
from tests.build import NOON
from tests.demo.things import curriculum, place


def test_places_are_those_of_the_official_list_and_names_say_that_they_are_examples():
    villages = invent_villages(50_000, 1)
    made = communities_of(villages, 1)
    assert len(made) == 992
    assert all(is_known_place(one.area_code) and "(ตัวอย่าง)" in one.name_th for one in made)
    assert {len(one.area_code) for one in made} == {2, 4, 6}
    assert [one.area_code for one in made] == [one.area_code for one in communities_of(villages, 1)]


def test_plain_pictures_are_alike_for_the_same_words_only():
    one = draw_plain_picture("order-screenshot", ("ผ้า", "RR1"))
    assert one == draw_plain_picture("order-screenshot", ("ผ้า", "RR1"))
    assert one != draw_plain_picture("order-screenshot", ("ผ้า", "RR2"))


def test_what_goes_wrong_ahead_goes_wrong_here():
    def numbers():
        yield 1
        raise ValueError("broken")

    drawn = drawn_ahead(numbers())
    assert next(drawn) == 1
    with pytest.raises(ValueError, match="broken"):
        next(drawn)


def test_whoever_stops_reading_leaves_no_process_behind():
    endless = drawn_ahead(iter(int, 1))
    assert list(islice(endless, 3)) == [0, 0, 0]
    endless.close()


@pytest.mark.django_db
@pytest.mark.film
def test_everybody_is_written_once_with_a_trainer_and_what_they_did():
    curriculum(NOON - timedelta(days=900))
    load_communities()
    hand, lessons, villages = Hand(), lesson_specs(), invent_villages(500, 1)
    named = draw(16, 1, NOON, lessons, hand)
    write_country(named, villages, draw_country(villages, 90, 1, NOON, lessons, hand), 1, NOON)
    assert Learner.objects.count() == 16 + 90
    assert User.objects.filter(role="learner").aggregate(n=Count("phone", distinct=True))["n"] == 16 + 90
    assert TrainerCommunity.objects.filter(community__key="demo-0001").count() == 1
    assert Community.objects.filter(key__startswith="demo-0").count() == 2
    assert LessonProgress.objects.count() > 16 + 90
    assert not Certification.objects.filter(event_on__gt=NOON.date()).exists()


@pytest.mark.django_db
@pytest.mark.film
def test_country_of_some_hundreds_has_every_kind_and_no_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    place()
    monkeypatch.setattr(story, "WHOLE_COUNTRY_FROM", 0)
    monkeypatch.setattr(story, "TOLD_UNTIL", 0)
    monkeypatch.setattr(country, "NAMED_PEOPLE", 60)
    story.make(learners=600, seed=2, now=NOON)
    assert Learner.objects.count() == 600
    for model in (PromotionService, DbdApplication, FollowUp, Product, MonthlySales, SecondLook, MonthClose):
        assert model.objects.count() > 5, model.__name__
    verified = Claim.objects.filter(state="verified").values_list("milestone", flat=True)
    assert {"M4", "M5", "M6", "M7", "K9"} <= set(verified)
    assert count("K8", Basis.of(None, at=NOON)).value, "amounts of sales were stated and confirmed"
    assert recount_figures(NOON).drift == []
    # Whoever comes later is numbered after those who were written here.
    user = User.objects.create_learner(phone="+66899999999", pin=None, name="มาทีหลัง")
    assert Learner.objects.create(user=user, sold_before=False, joined_at=NOON).pk > 600
