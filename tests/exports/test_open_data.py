"""The open data: every indicator for everybody, and nobody in them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from courses.exports import open_data
from courses.exports.suppress import LEAST_PEOPLE
from courses.goals.models import IndicatorCode
from courses.reports.basis import Basis
from tests.build import NOON, People
from tests.exports.things import sold

YEAR = Basis(2570, False, NOON)


def k1(rows: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    return {(row["by"], row["code"]): row["value"] for row in rows if row["indicator"] == "K1"}


def test_few_people_are_left_blank_and_cannot_be_worked_out(people: People) -> None:
    sold(people, 7, on=date(2026, 10, 5))
    sold(people, 6)
    sold(people, 2, cohort=people.neighbour_cohort)
    rows = k1(open_data.rows_of(YEAR))
    assert rows["", ""] == 15
    assert rows["month", "2026-10"] == 7
    assert rows["province", "19"] is None
    assert rows["province", "41"] is None  # else 15 - 13 would tell the other one
    assert (rows["region", "central"], rows["region", "northeast"]) == (None, None)
    assert rows["region", "south"] == 0


def test_a_year_of_few_people_says_nothing(people: People) -> None:
    sold(people, 3)
    assert {value for value in k1(open_data.rows_of(YEAR)).values() if value} == set()


def test_every_indicator_is_there_and_what_has_no_value_says_why(people: People) -> None:
    sold(people, 8)
    rows = open_data.rows_of(YEAR)
    assert {row["indicator"] for row in rows} == set(IndicatorCode.values)
    for row in rows:
        if row["value"] is None:
            assert row["note"] in ("suppressed", "not-enough-data", "no-data-source"), row
        if row["note"] == open_data.SUPPRESSED:
            assert (row["value"], row["numerator"], row["denominator"]) == (None, None, None)


def test_nothing_made_of_k1_is_shown_where_k1_is_blank(people: People) -> None:
    sold(people, 9)
    sold(people, 2, cohort=people.neighbour_cohort)
    rows = open_data.rows_of(YEAR)
    blank = {(row["by"], row["code"]) for row in rows if row["indicator"] == "K1" and row["note"]}
    assert blank
    for row in rows:
        if (row["by"], row["code"]) in blank and row["indicator"] in {"K4", "K5", "K6", "K7", "K10", "K12"}:
            assert row["numerator"] is None, row
        counts = (row["numerator"], row["denominator"])
        if row["indicator"] not in ("KA", "K11", "K8"):
            assert not any(count and count < LEAST_PEOPLE for count in counts), row


def test_everybody_may_fetch_the_files_and_ask_whether_they_changed(client: Client, people: People) -> None:
    sold(people, 8)
    open_data.write_open_data(NOON)
    text = b"".join(client.get(reverse("open-data-file", args=["figures.csv"]))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    answer = client.get(reverse("open-data-file", args=["figures.json"]))
    about = json.loads(b"".join(answer))
    said = ["" if row["value"] is None else str(row["value"]) for row in about["rows"]]
    assert [row["value"] for row in rows] == said
    assert "geothai" in about["attribution"]
    assert "ผู้ขาย 1" not in text
    again = client.get(
        reverse("open-data-file", args=["figures.json"]), headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304
    assert not [path for path in open_data.folder().iterdir() if path.name.startswith(".")]
    assert client.get(reverse("open-data-file", args=["secret.csv"])).status_code == 404
