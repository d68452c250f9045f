"""Fiscal years, Buddhist years and Thai dates."""

from datetime import UTC, date, datetime

import pytest

from lms.dates import (
    bangkok_date,
    fiscal_year_be,
    fiscal_year_bounds,
    read_cell_day,
    read_day,
    read_year_be,
    short_date,
)


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


@pytest.mark.parametrize(
    "typed",
    [
        "1-ธ.ค.-69", "1ธ.ค.69", "1 ธันวาคม พ.ศ. 2569", "วันที่ 1 ธันวาคม 2569", "2026/12/01",
        "2569/12/1", "1-Dec-26",
        "2026-12-01T10:30", "2026-12-01 00:00:00", "2026-11-30T20:00:00Z", "2026-12-01T06:00:00+07:00",
        "2569-12-01T06:00:00+07:00", "1/12/2569 10.30 น.",
    ],
)  # fmt: skip
def test_a_day_as_files_and_letters_write_it(typed: str) -> None:
    assert read_day(typed) == date(2026, 12, 1)


@pytest.mark.parametrize(
    "typed", ["31/02/2569", "29/2/2570", "1/1/0069", "0001-01-01", "46357", "1/12", "1/0/2569"]
)
def test_a_day_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_day(typed)


@pytest.mark.parametrize("cell", ["46357", "46357.5", "244684", "๔๖๓๕๗", "1/12/2569", "2026-12-01 10:30"])
def test_a_cell_holds_a_day_or_the_number_that_excel_keeps_for_it(cell: str) -> None:
    assert read_cell_day(cell) == date(2026, 12, 1)


@pytest.mark.parametrize("cell", ["2569", "99999", "123456", "20261201", "-46357"])
def test_other_numbers_are_no_day(cell: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_cell_day(cell)
