"""The known communities: exactly the facts of the source documents, nothing guessed."""

import pytest

from courses.cohorts.seeds import load_communities
from courses.models import Community
from lms.geo import place_name, province_name

pytestmark = pytest.mark.django_db


def test_the_two_real_communities_carry_only_what_the_sources_give() -> None:
    known = load_communities()
    na_kha, phu_khae = known["na-kha"], known["phu-khae"]
    assert (na_kha.area_code, place_name("410116"), province_name("410116")) == ("410116", "นาข่า", "อุดรธานี")
    assert (phu_khae.area_code, place_name("191304"), province_name("191304")) == ("191304", "พุแค", "สระบุรี")
    for community in (na_kha, phu_khae):
        unknown = (community.households, community.inhabitants, community.is_rural, community.target_sellers)
        assert unknown == (None, None, None, None)
        assert not community.is_demonstration
    assert "120" in na_kha.about_th
    assert "70" in na_kha.about_th


def test_six_demonstration_communities_say_what_they_are() -> None:
    made_up = [row for row in load_communities().values() if row.is_demonstration]
    assert len(made_up) == 6
    assert all("(ตัวอย่าง)" in row.name_th for row in made_up)
    assert {row.households for row in made_up} == {320, 410, 280, 360, 190, 600}
    assert [row.key for row in made_up if not row.is_rural] == ["demo-bkk"]


def test_loading_twice_changes_nothing_that_a_manager_changed() -> None:
    load_communities()
    Community.objects.filter(key="na-kha").update(target_sellers=40)
    assert load_communities()["na-kha"].target_sellers == 40
    assert Community.objects.count() == 8


def test_a_real_site_loads_no_demonstration() -> None:
    load_communities(with_demonstration=False)
    assert list(Community.objects.values_list("key", flat=True).order_by("key")) == ["na-kha", "phu-khae"]
