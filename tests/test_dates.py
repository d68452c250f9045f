"""Fiscal years, Buddhist years and Thai dates."""

from datetime import UTC, date, datetime

import pytest

from lms.dates import bangkok_date, fiscal_year_be, fiscal_year_bounds, read_day, read_year_be, short_date


@pytest.mark.parametrize(
    ("day", "year_be"),
    [
        (date(2026, 9, 30), 2569),
        (date(2026, 10, 1), 2570),
        (date(2026, 11, 21), 2570),
        (date(2024, 2, 29), 2567),
    ],
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


@pytest.mark.parametrize(
    "typed",
    [
        "1/12/2569",
        "๑/๑๒/๒๕๖๙",
        "1/12/69",
        "01-12-2569",
        "1.12.2569",
        "1 12 2569",
        "2026-12-01",
        "2569-12-01",
        "1 ธ.ค. 2569",
        "1 ธค 2569",
        "1 ธันวาคม ๒๕๖๙",
        "1 ธ.ค. 69",
        "1 Dec 2026",
        "1 December 2026",
        " 1/12/2026 ",
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert read_day(typed) == date(2026, 12, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "tomorrow",
        "31/2/2569",
        "1/13/2569",
        "1/12",
        "1/12/256",
        "1/12/99999",
        "1/12/0000",
        "\x00",
        "1 ก.x. 2569",
        "9" * 5000,
    ],
)
def test_what_is_no_day_is_said_so(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read_day(typed)


def test_a_year_is_read_in_either_era_and_in_thai_digits() -> None:
    assert [read_year_be(year) for year in ("2508", "๒๕๐๘", "1965", "พ.ศ. 2508", "ค.ศ. 1965")] == [2508] * 5
    for wrong in ("", "65", "๒๕", "25O8", "25080", "-2508", "²⁵⁰⁸"):
        with pytest.raises(ValueError):  # noqa: PT011
            read_year_be(wrong)
