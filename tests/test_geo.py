"""Places by their code: regions hold every province once, abolished codes lead to today's."""

import geothai
import pytest

from courses.cohorts.errors import BadCommunity
from courses.cohorts.rules import check_area_code
from lms.geo import REGIONS, current_code, region_name, region_of


def test_every_province_lies_in_exactly_one_region() -> None:
    listed = [code for *_names, provinces in REGIONS.values() for code in provinces]
    assert sorted(listed) == sorted(province.code for province in geothai.provinces())
    assert (region_of("410116"), region_of("99"), region_name("east", "en")) == ("northeast", "", "East")


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("410116", "410116"),
        ("100205", "102901"),  # became one
        ("104701", "1047"),  # became two of the same amphoe
        ("4303", "3801"),  # an amphoe of a new province
        ("100599", "1005"),  # nobody wrote down what it became
        ("999999", ""),
        ("99", ""),
    ],
)
def test_a_code_leads_to_the_one_in_use_today(old: str, today: str) -> None:
    assert current_code(old) == today


def test_an_abolished_code_is_refused_with_the_one_in_use() -> None:
    with pytest.raises(BadCommunity, match="102901"):
        check_area_code("100205")
    with pytest.raises(BadCommunity):
        check_area_code("999999")
    check_area_code("410116")
