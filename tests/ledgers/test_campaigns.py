"""Influencer campaigns: a post counts once, reach has its day, and only what has a picture is verified."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.ledgers.actions import void_row
from courses.ledgers.counting import reach
from courses.ledgers.errors import BadRow, HandleTaken, PostTaken
from courses.ledgers.models import Campaign, ReachReading
from courses.ledgers.recounting import recount_reach
from tests.build import People
from tests.ledgers import rows
from tests.milestones.things import picture

TODAY, YEAR = rows.TODAY, rows.YEAR


def verified(by: str = "") -> tuple[int, dict[str, int]]:
    return reach(YEAR, demonstration=False, by=by)


def test_the_latest_reading_with_a_picture_is_the_reach_of_a_post(people: People) -> None:
    boss = people.manager
    first = rows.post(rows.campaign(boss), boss)
    rows.reading(first, boss, 1_000, TODAY - timedelta(days=5), screenshot=picture(boss))
    rows.reading(first, boss, 1_500, TODAY - timedelta(days=2), screenshot=picture(boss))
    rows.reading(first, boss, 9_000, TODAY)  # nobody can look at it
    assert verified() == (1_500, {})
    assert recount_reach(YEAR, demonstration=False) == [("KA:2570", 1_500)]


def test_reach_adds_up_by_campaign_month_and_province(people: People) -> None:
    boss = people.administrator
    for area_code, number in (("41", 100), ("19", 250)):
        made = rows.post(rows.campaign(boss, area_code=area_code), boss)
        rows.reading(made, boss, number, screenshot=picture(boss))
    assert verified("province") == (350, {"19": 250, "41": 100})
    assert verified("month") == (350, {"2026-11": 350})
    assert sum(verified("campaign")[1].values()) == 350
    assert reach(YEAR, "41", demonstration=False).value == 100


def test_reach_without_a_reading_day_is_refused_by_the_database(people: People) -> None:
    made = rows.reading(rows.post(rows.campaign(people.manager), people.manager), people.manager, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReachReading.objects.filter(pk=made.pk).update(read_on=None)


def test_the_same_post_is_entered_once_in_whatever_spelling(people: People) -> None:
    boss, first = people.manager, rows.campaign(people.manager)
    made = rows.post(first, boss, url="https://www.tiktok.com/@lin/video/1")
    with pytest.raises(PostTaken):
        rows.post(rows.campaign(boss), boss, url="tiktok.com/@LIN/video/1?utm_source=x")
    void_row(made, reason="ลิงก์ผิด", by=boss, at=rows.NOON)
    assert rows.post(first, boss, url="https://www.tiktok.com/@lin/video/1").pk


def test_a_voided_campaign_or_post_has_no_reach(people: People) -> None:
    boss, campaign = people.manager, rows.campaign(people.manager)
    rows.reading(rows.post(campaign, boss), boss, 100, screenshot=picture(boss))
    void_row(campaign, reason="ยกเลิกงาน", by=boss, at=rows.NOON)
    assert verified() == (0, {})


def test_an_account_belongs_to_one_influencer(people: People) -> None:
    rows.influencer(people.manager, "https://www.tiktok.com/@Lin")
    with pytest.raises(HandleTaken):
        rows.influencer(people.manager, "tiktok.com/@lin?lang=th")


def test_days_that_cannot_be_are_refused(people: People) -> None:
    boss = people.manager
    made = rows.post(rows.campaign(boss), boss)
    with pytest.raises(BadRow):
        rows.reading(made, boss, 5, TODAY + timedelta(days=1))
    with pytest.raises(BadRow):
        rows.reading(made, boss, 5, made.posted_on - timedelta(days=1))
    with pytest.raises(BadRow):
        rows.campaign(boss, ends_on=TODAY - timedelta(days=41))
    with pytest.raises(BadRow):
        rows.influencer(boss, consent_on=TODAY + timedelta(days=1))


def test_managers_see_the_campaigns_of_their_provinces(people: People) -> None:
    made = rows.campaign(people.manager)
    assert list(Campaign.objects.visible_to(people.manager)) == [made]
    assert list(Campaign.objects.visible_to(people.administrator)) == [made]
    for other in (people.neighbour_manager, people.trainer, people.learner.user):
        assert not Campaign.objects.visible_to(other).exists()
    with pytest.raises(BadRow):
        rows.campaign(people.manager, area_code="19")


def test_the_same_form_sent_twice_is_one_reading(people: People) -> None:
    boss, entry_id = people.manager, uuid.uuid4()
    made = rows.post(rows.campaign(boss), boss)
    assert rows.reading(made, boss, 5, entry_id=entry_id) == rows.reading(made, boss, 5, entry_id=entry_id)
