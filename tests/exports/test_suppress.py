"""Small numbers: whoever knows every number that is shown, and all sums, cannot work out a blank one."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.exports.suppress import LEAST_PEOPLE, Key, Sum, Table, blanks, ranges

WHOLE: Key = ("", "")


def made(regions: list[list[int]], sexes: int) -> tuple[dict[Key, int], list[Sum]]:
    """A country of regions and provinces, and the same people by sex."""
    table: dict[Key, int] = {}
    sums = []
    for n, provinces in enumerate(regions):
        region = ("region", str(n))
        parts = tuple(("province", f"{n}{m}") for m in range(len(provinces)))
        table |= dict(zip(parts, provinces, strict=True))
        table[region] = sum(provinces)
        sums.append(Sum(region, parts))
    total = sum(map(sum, regions))
    table[WHOLE] = total
    women = min(sexes, total)
    table[("sex", "female")], table[("sex", "male")] = women, total - women
    for by in ("region", "province", "sex"):
        sums.append(Sum(WHOLE, tuple(key for key in table if key[0] == by)))
    return table, sums


def possible(table: Table, sums: list[Sum], hidden: set[Key], most: int) -> dict[Key, set[int]]:
    """Every value that a blank cell can have: all worlds tried, by another way than the room's own."""
    cells = sorted(hidden)
    found: dict[Key, set[int]] = {key: set() for key in cells}
    for guess in product(range(1, most + 1), repeat=len(cells)):
        world = {**table, **dict(zip(cells, guess, strict=True))}
        if all(world[one.total] == sum(world[part] for part in one.parts) for one in sums):
            for key, value in zip(cells, guess, strict=True):
                found[key].add(value)
    return found


def test_a_few_people_get_company_and_nought_is_shown() -> None:
    table, sums = made([[3, 9, 0], [20, 30]], 31)
    hidden = blanks([table], sums)
    assert hidden == {("province", "00"), ("province", "01")}


def test_a_region_gives_nothing_away_of_its_provinces() -> None:
    table, sums = made([[2, 0, 0], [20, 30], [40, 50]], 60)
    hidden = blanks([table], sums)
    assert {("province", "00"), ("region", "0")} <= hidden
    assert len([key for key in hidden if key[0] == "region"]) == 2
    for key, values in ranges(table, sums, hidden, 1).items():
        assert len(values) > 2 or not table[key]


def test_all_worlds_leave_a_doubt() -> None:
    for regions in ([[1, 6], [7, 8]], [[1, 1], [9, 6]], [[4], [6, 5]], [[2, 0], [7, 7]]):
        table, sums = made(regions, 9)
        hidden = blanks([table], sums)
        assert {key for key, people in table.items() if 0 < people < LEAST_PEOPLE} <= hidden
        if WHOLE not in hidden and len(hidden) <= 4:
            for key, values in possible(table, sums, hidden, table[WHOLE]).items():
                assert len(values) > 1, (regions, key)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 25), min_size=1, max_size=5), min_size=2, max_size=4),
    st.integers(0, 40),
)
def test_no_blank_cell_can_be_worked_out(regions: list[list[int]], sexes: int) -> None:
    table, sums = made(regions, sexes)
    hidden = blanks([table], sums)
    assert {key for key, people in table.items() if 0 < people < LEAST_PEOPLE} <= hidden
    everything = {key for key, people in table.items() if people} <= hidden
    for key, values in ranges(table, sums, hidden, 1).items():
        assert len(values) > 2 or everything or not table[key], (table, hidden, key)
    assert blanks([table], sums) == hidden  # the same every night


def test_what_is_shown_together_is_blank_together() -> None:
    first, sums = made([[9, 9], [9, 9]], 18)
    second, _sums = made([[3, 15], [9, 9]], 18)
    hidden = blanks([first, second], sums)
    assert ("province", "00") in hidden
    assert len([key for key in hidden if key[0] == "province"]) >= 2
    also = blanks([first], sums, also=hidden)
    assert hidden <= also
