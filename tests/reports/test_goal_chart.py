import re
from datetime import date

import pytest

from courses.reports.basis import Basis
from courses.reports.goal import Headline
from courses.reports.goal_chart import _scale, draw_chart, month_rows
from tests import build

YEAR = Basis(2570, False, build.NOON)
DAYS = {date(2026, 10, 3): 2, date(2026, 11, 2): 1, date(2026, 11, 20): 4}


@pytest.mark.parametrize(
    ("most", "step", "top"),
    [(4, 2, 6), (5001, 2000, 6000), (9000, 5000, 10000), (100, 50, 150), (13000, 5000, 15000)],
)
def test_the_scale_has_few_round_lines_and_some_air(most: int, step: int, top: int) -> None:
    assert _scale(most) == (step, top)


def test_the_months_add_up_to_the_number_and_none_lies_ahead() -> None:
    found = [(row.label, row.people, row.total) for row in month_rows(DAYS, YEAR)]
    assert found == [("ต.ค.", 2, 2), ("พ.ย.", 5, 7)]


def test_the_line_climbs_on_the_days_of_sales_and_stops_today() -> None:
    drawing = draw_chart(DAYS, Headline(7, 0, 5000, "gt", 2570, False), YEAR)
    path = re.search(r'class="line" d="([^"]+)"', drawing)
    assert path
    assert path[1].count("V") == 3
    assert "เป้า มากกว่า 5,000" in drawing
    assert "วันนี้ 7" in drawing
    assert "style=" not in drawing


def test_without_a_target_no_line_is_drawn_across() -> None:
    assert "target" not in draw_chart({}, Headline(0, 0, None, "gt", 2570, False), YEAR)
