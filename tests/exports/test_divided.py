"""What is on the screen, in the file, in the API and in the open data is one query, for every indicator."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.exports import jobs, numbers, open_data
from courses.exports.models import ExportJob
from courses.goals.models import IndicatorCode
from courses.goals.seeds import seed_targets
from courses.milestones.models import Claim
from courses.people.models import Learner
from courses.reports.basis import Basis
from courses.reports.divided import DIVISIONS, REST, adds_up, divide
from courses.reports.figures import FigureState, figures
from courses.reports.goal_page import goal_page
from courses.reports.scope import COUNTRY, Scope
from tests import build
from tests.build import NOON, People
from tests.exports.test_api import ask, given
from tests.exports.things import read_csv, read_xlsx
from tests.ledgers import rows as ledger
from tests.reports import rows

pytestmark = pytest.mark.django_db
YEAR = Basis(2570, False, NOON)
OCTOBER = date(2026, 10, 5)


@pytest.fixture
def programme(people: People) -> People:
    """People of all sorts at all stages in two provinces, and rows in the ledgers."""
    seed_targets(on=build.TODAY)
    rows.core(people.learner, people.cohort)
    rows.claim(people.neighbour)
    rows.certify(people.classmate, people.cohort, OCTOBER)
    for n in range(6):
        one = build.learner(f"คนที่ {n}", people.neighbour_cohort if n % 2 else people.cohort)
        Learner.objects.filter(pk=one.pk).update(
            sex=("female", "male", "")[n % 3], birth_year_be=(2500, 2535, None)[n % 3], education=""
        )
        cohort = people.neighbour_cohort if n % 2 else people.cohort
        rows.core(one, cohort)
        if n < 5:
            rows.certify(one, cohort, OCTOBER if n < 2 else build.TODAY)
    paid = Claim.objects.filter(milestone="M6", state="verified")
    paid.update(amount_baht=100, confirmed_baht=90)
    by = people.administrator
    for operator, day in (
        (ledger.inside(people.learner), OCTOBER),
        (ledger.inside(people.learner), build.TODAY),
        (ledger.outside(by, area_code="50"), build.TODAY),
    ):
        ledger.service(operator, by, day=day)
    nowhere = ledger.outside(by)
    ledger.service(nowhere, by, day=build.TODAY)
    type(nowhere).objects.filter(pk=nowhere.pk).update(area_code="")
    return people


def plain(value: Any) -> float | None:
    return None if value in (None, "") else round(float(value), 2)


@pytest.mark.parametrize("by", DIVISIONS)
def test_the_cells_of_a_plain_count_add_up_to_the_screens_figure(programme: People, by: str) -> None:
    sums: dict[str, float] = defaultdict(float)
    for cell in divide(None, YEAR, COUNTRY, by):
        sums[cell.figure.code] += cell.figure.value or 0
    whole = {one.code: one.value for one in figures(YEAR)}
    for code in ("K1", "K1a", "K1b", "K8"):
        assert sums[code] == whole[code] > 0, code
    for code, total in sums.items():
        if adds_up(code, by):
            assert total == (whole[code] or 0), code


def test_every_cell_is_the_figure_of_its_scope(programme: People) -> None:
    for cell in divide(None, YEAR, COUNTRY, "province"):
        if cell.part.code != REST:
            counted = {one.code: one for one in figures(YEAR, Scope(area=cell.part.code))}
            assert cell.figure.counted == counted[cell.figure.code].counted
    rest = [cell for cell in divide(["K2"], YEAR, COUNTRY, "province") if cell.part.code == REST]
    assert [cell.figure.value for cell in rest] == [1]  # the operator of whom no place is known


def test_what_cannot_be_divided_is_left_out(programme: People) -> None:
    by_sex = {cell.figure.code for cell in divide(None, YEAR, COUNTRY, "sex")}
    assert not by_sex & {"K2", "K3", "KA", "K11"}
    assert {"K1", "K4", "K5", "K6", "K7", "K9", "K10"} <= by_sex


def test_screen_file_and_api_say_the_same_of_every_indicator(client: Client, programme: People) -> None:
    with time_machine.travel(NOON, tick=False):
        screen = {
            one.figure.code: one.figure for one in goal_page(programme.administrator, YEAR, [2570]).figures
        }
        token = given(programme)
        api = {item["indicator"]: item for item in ask(client, "/figures", token, year=2570).json()["items"]}
        client.force_login(programme.administrator)
        lines = read_csv(client.get(reverse("export-csv", args=["figures"]), {"year": 2570}))[1]
        report = {one["code"]: one for one in numbers_of_report(NOON.date())}
    file = {line["ตัวชี้วัด"]: line for line in lines}
    opened = {row["indicator"]: row for row in open_data.rows_of(YEAR) if not row["by"] and not row["part"]}
    assert set(screen) == set(IndicatorCode.values) == set(api) == set(opened) == set(report)
    for code, figure in screen.items():
        value = plain(figure.value)
        assert plain(file[code]["ตัวเลข"]) == value == plain(api[code]["value"]) == report[code]["value"], code
        assert (plain(file[code]["n"]), plain(file[code]["N"])) == (
            plain(figure.numerator), plain(figure.denominator),
        ), code  # fmt: skip
        assert api[code]["numerator"] == figure.numerator
        assert api[code]["state"] == figure.state.value == file[code]["สถานะ"] == report[code]["state"]
        assert api[code]["target"] == figure.target_value
        if opened[code]["note"] != open_data.SUPPRESSED:
            assert plain(opened[code]["value"]) == value


def numbers_of_report(day: date) -> list[dict[str, Any]]:
    from courses.exports.report import figures_of

    found: list[dict[str, Any]] = figures_of(day.replace(day=1), at=NOON)["indicators"]
    return found


@pytest.mark.parametrize("by", DIVISIONS)
def test_a_division_is_the_same_in_file_api_and_open_data(client: Client, programme: People, by: str) -> None:
    with time_machine.travel(NOON, tick=False):
        cells = list(divide(None, YEAR, COUNTRY, by))
        client.force_login(programme.administrator)
        lines = read_csv(client.get(reverse("export-csv", args=["figures"]), {"year": 2570, "by": by}))[1]
        token = given(programme)
        api = {
            code: ask(client, "/figures", token, year=2570, by=by, indicator=code)
            for code in IndicatorCode.values
        }
    file = {(line["ตัวชี้วัด"], line["รหัส"]): line["ตัวเลข"] for line in lines if line["แบ่งตาม"] == by}
    opened = {
        (row["indicator"], row["code"]): row
        for row in open_data.rows_of(YEAR)
        if row["by"] == by and not row["part"]
    }
    served = {
        (code, item["code"]): item["value"]
        for code, answer in api.items()
        if answer.status_code == 200
        for item in answer.json()["items"]
    }
    said = {(one.figure.code, one.part.code): plain(one.figure.value) for one in cells}
    assert served == said
    assert {code for code, answer in api.items() if answer.status_code == 422} == set(
        IndicatorCode.values
    ) - {code for code, _part in said}
    for name, value in said.items():
        assert plain(file[name]) == value, name
        if opened[name]["note"] != open_data.SUPPRESSED:
            assert plain(opened[name]["value"]) == value, name


def test_k1_by_place_and_month_is_what_its_own_lists_say(programme: People) -> None:
    for by in ("month", "province"):
        lists = {cell.code: (cell.certified, cell.pending) for cell in numbers.breakdown(YEAR, by)}
        for number, code in enumerate(("K1", "K1b")):
            cells = {c.part.code: c.figure.value for c in divide([code], YEAR, COUNTRY, by) if c.figure.value}
            assert cells == {key: pair[number] for key, pair in lists.items() if pair[number]}


def test_a_month_and_a_year_up_to_a_month_are_counted_as_small_years(programme: People) -> None:
    months = {one.code: one.value for one in figures(YEAR.in_month(OCTOBER))}
    so_far = {one.code: one for one in figures(YEAR.up_to(OCTOBER))}
    assert (months["K1"], months["K2"]) == (3, 1)
    assert (so_far["K1"].value, so_far["K1"].target_value) == (3, 5000)
    later = {one.code: one for one in figures(YEAR.in_month(build.TODAY))}
    assert later["K2"].value == 2  # whoever had a service in October is October's
    assert later["K1"].target_value is None
    assert later["K11"].state == FigureState.NO_DATA_SOURCE


def test_a_division_of_all_indicators_is_the_workers(client: Client, programme: People) -> None:
    client.force_login(programme.administrator)
    query = {"year": 2570, "by": "sex"}
    assert client.get(reverse("export-xlsx", args=["figures"]), query).status_code == 302
    job = ExportJob.objects.get()
    assert jobs.make(job.pk) == "ready"
    job.refresh_from_db()
    rows_of_file = read_xlsx(bytes(job.content or b""))[1].max_row
    assert rows_of_file > len(IndicatorCode.values)
    assert client.get(reverse("export-csv", args=["figures"]), {"by": "shoe"}).status_code == 404


def test_the_description_of_the_api_names_every_field_that_comes(client: Client, programme: People) -> None:
    made = client.get("/api/v1/openapi.json").json()
    schemas, token = made["components"]["schemas"], given(programme)
    for path, name, query in (
        ("indicators", "IndicatorItem", {}),
        ("figures", "FigureItem", {"year": 2570}),
        ("figures", "FigureItem", {"year": 2570, "by": "month"}),
        ("figures", "FigureItem", {"year": 2570, "by": "cohort"}),
        ("areas", "AreaItem", {}),
        ("communities", "CommunityItem", {}),
        ("cohorts", "CohortItem", {}),
        ("certifications", "CertificationItem", {"year": 2570}),
    ):
        answer = ask(client, f"/{path}", token, **query).json()
        assert set(answer) == {"version", "as_of", "items", "next"}
        assert answer["items"]
        for item in answer["items"]:
            assert set(item) <= set(schemas[name]["properties"]), path
            assert set(schemas[name].get("required", [])) <= set(item), path
        operation = made["paths"][f"/api/v1/{path}"]["get"]
        assert set(operation["responses"]) == {"200", "401", "403", "422", "429"}
        assert {"cursor", "limit"} <= {one["name"] for one in operation["parameters"]}


def test_figures_come_in_pages_too(client: Client, programme: People) -> None:
    token, found, cursor = given(programme), [], ""
    while cursor is not None:
        page = ask(client, "/figures", token, year=2570, limit=4, cursor=cursor).json()
        found += [item["indicator"] for item in page["items"]]
        cursor = page["next"]
    assert found == list(IndicatorCode.values)


def test_a_token_of_an_area_divides_only_that_area(client: Client, programme: People) -> None:
    token = given(programme, "figures", area="41")
    whole = ask(client, "/figures", token, year=2570, indicator="K1").json()["items"][0]["value"]
    for by in DIVISIONS:
        items = ask(client, "/figures", token, year=2570, by=by).json()["items"]
        assert sum(item["value"] for item in items) == whole == 4, by
    items = ask(client, "/figures", token, year=2570, by="province").json()["items"]
    assert [item["code"] for item in items] == ["41"]


def test_who_helped_stands_beside_and_is_never_added_up(client: Client, programme: People) -> None:
    from courses.models import Enrolment

    extra = build.cohort(programme.neighbour_community, number=7)
    for one, at in ((programme.classmate, NOON - timedelta(days=99)), (programme.learner, NOON)):
        Enrolment.objects.create(learner=one, cohort=extra, joined_at=at)
    client.force_login(programme.administrator)
    with time_machine.travel(NOON, tick=False):
        lines = read_csv(client.get(reverse("export-csv", args=["certified"]), {"year": 2570}))[1]
    helped = [line["ช่วยด้วย: รุ่นอื่น"] for line in lines]
    assert sorted(filter(None, helped)) == ["phu-khae-7"]
    token = given(programme)
    items = ask(client, "/certifications", token, year=2570).json()["items"]
    assert [item["assists"] for item in items if item["assists"]] == [["phu-khae-7"]]
