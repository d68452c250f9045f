"""The open data: figures for everybody, and nobody in them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

from django.test import Client
from django.urls import reverse

from courses.exports import open_data
from courses.reports.basis import Basis
from tests.build import NOON, People
from tests.exports.things import sold


def by_place(rows: list[dict[str, object]]) -> dict[tuple[object, object], object]:
    return {(row["month"], row["province_code"]): row["people"] for row in rows}


def test_few_people_are_left_blank_and_cannot_be_worked_out(people: People) -> None:
    sold(people, 7, on=date(2026, 10, 5))
    sold(people, 6)
    sold(people, 2, cohort=people.neighbour_cohort)
    rows = by_place(open_data.rows_of(Basis.of(2570, at=NOON)))
    assert rows["", ""] == 15
    assert rows["2026-11", "19"] is None
    assert rows["2026-11", "41"] is None  # else 15 - 7 - 6 would tell the other one
    assert rows["2026-10", "41"] == 7


def test_a_year_of_few_people_says_nothing(people: People) -> None:
    sold(people, 3)
    assert set(by_place(open_data.rows_of(Basis.of(2570, at=NOON))).values()) == {None}


def test_everybody_may_fetch_the_files_and_ask_whether_they_changed(client: Client, people: People) -> None:
    sold(people, 8)
    open_data.write_open_data(NOON)
    text = b"".join(client.get(reverse("open-data-file", args=["figures.csv"]))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    answer = client.get(reverse("open-data-file", args=["figures.json"]))
    about = json.loads(b"".join(answer))
    assert [row["people"] for row in rows] == [str(row["people"]) for row in about["rows"]]
    assert "geothai" in about["attribution"]
    assert "ผู้ขาย" not in text
    again = client.get(
        reverse("open-data-file", args=["figures.json"]), headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304
    assert not [path for path in open_data.folder().iterdir() if path.name.startswith(".")]
    assert client.get(reverse("open-data-file", args=["secret.csv"])).status_code == 404
