"""Fiscal years, Buddhist years and Thai dates."""

from datetime import UTC, date, datetime

import pytest

from lms.dates import bangkok_date, fiscal_year_be, fiscal_year_bounds, short_date


@pytest.mark.parametrize(
    ("day", "year_be"),
    [(date(2026, 9, 30), 2569), (date(2026, 10, 1), 2570), (date(2026, 11, 21), 2570), (date(2024, 2, 29), 2567)],
)
def test_fiscal_year_is_named_by_the_buddhist_year_it_ends_in(day: date, year_be: int) -> None:
    assert fiscal_year_be(day) == year_be
    first, last = fiscal_year_bounds(year_be)
    assert first <= day <= last


def test_the_last_minute_of_september_in_bangkok_still_belongs_to_the_old_year() -> None:
    assert bangkok_date(datetime(2026, 9, 30, 16, 59, tzinfo=UTC)) == date(2026, 9, 30)
    assert bangkok_date(datetime(2026, 9, 30, 17, 0, tzinfo=UTC)) == date(2026, 10, 1)


def test_dates_read_as_people_write_them() -> None:
    assert short_date(date(2026, 11, 21)) == "21 พ.ย. 2569"
    assert short_date(date(2026, 11, 21), "en") == "21 Nov 2026"
    assert short_date(None) == ""
