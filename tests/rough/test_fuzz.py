"""A 500 is a defect whatever was sent: odd words in every query and every field, as those who may open it."""

from __future__ import annotations

import base64
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.exports import tokens
from courses.ledgers.import_columns import COLUMNS
from courses.ledgers.importing import import_rows
from courses.sheets.tables import Table
from lms.dates import now, read_cell_day
from tests.build import NOON, People
from tests.rough.test_walk import client_of, knock
from tests.routes import Row, _nothing
from tests.test_routes import ROWS, address_of

LONG, HUGE = "ก" * 300, "9" * 40
ODD = ("a\x00b", LONG, "-1", HUGE, "9223372036854775808", "NaN", "²", "31/02/2569", "9999-12-31")
PARAMETERS = (
    "in rest community cohort track trainer sex age education stage who page calendar year month area q "
    "show kind state code like learner operator outside sale amount days day key"
).split()
FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*?\sname="([^"]+)"')
# What everybody with a right opens without an id: lists, reports, forms of the desk.
PAGES = [row for row in ROWS if row.method == "get" and row.kwargs is _nothing]
OF_THE_DESK = [row for row in PAGES if row.expected("manager") == 200 and row.expected("nobody") == 302]


@pytest.mark.parametrize("row", OF_THE_DESK, ids=str)
def test_no_odd_word_in_a_query_breaks_a_page(row: Row, people: People) -> None:
    client, address = client_of(people, "manager"), address_of(row, people).partition("?")[0]
    spoilt = "&".join(f"{name}=%ff%fe&{name}=1" for name in PARAMETERS)
    for query in ([dict.fromkeys(PARAMETERS, odd) for odd in ODD[::3]], [f"{address}?{spoilt}"]):
        for one in query:
            answer = client.get(one) if isinstance(one, str) else client.get(address, one)
            assert answer.status_code < 500, one


ROOMS = (
    *("ledger", "month", "rule", "duplicate", "merge", "erasure", "correction", "report-sign", "api-tokens"),
    *("import", "second", "evidence", "learner-"),
)
WRITTEN_IN = [
    row
    for row in ROWS
    if row.expected("administrator") in (200, 302, 403, 409, 422) and row.name.startswith(ROOMS)
]


@pytest.mark.parametrize("row", WRITTEN_IN, ids=str)
def test_no_odd_word_in_a_form_breaks_what_it_is_sent_to(row: Row, people: People) -> None:
    client = client_of(people, "administrator")
    with transaction.atomic():
        url = address_of(row, people)
        _status, page = knock(client, "get", url)
        names = {
            *FIELD.findall(page),
            *row.data(people),
            "reason",
            "verdict",
            "survivor",
            "do",
            "part",
            "form_id",
        }
        for odd in ODD[::3]:
            assert knock(client, "post", url, dict.fromkeys(names, odd))[0] < 500, odd
        files = {name: SimpleUploadedFile("\u202e../x.xlsx", b"PK\x03\x04x") for name in ("file", "list")}
        assert knock(client, "post", url, {**row.data(people), **files})[0] < 500
        assert knock(client, "post", url, "{[", content_type="application/json")[0] < 500
        for method in ("put", "delete", "patch"):
            assert knock(client, method, url)[0] in (404, 405)
        transaction.set_rollback(True)


def test_no_odd_word_breaks_what_programs_read(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "PER_MINUTE", 10_000)
    fields = {"name": "ระบบ", "scopes": list(tokens.SCOPES), "area_code": "", "days": 9}
    _row, token = tokens.give_token(**fields, form_id=uuid.uuid4(), by=people.administrator, at=now())
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
    cursors = [
        base64.urlsafe_b64encode(text).decode() for text in (b"after-" + b"9" * 40, b"after--5", b"\xff")
    ]
    asked = {"cursor": [*cursors, "x", "é"], "limit": ["-1", HUGE, "x"], "year": ["2500", HUGE, "๒๕๗๐"]}
    asked |= {"area": ["²", "๔๑", "102104", LONG], "by": ["\x00", "x"], "indicator": ["K99", "\x00"]}
    for name in ("figures", "areas", "communities", "cohorts", "certifications"):
        for parameter, values in asked.items():
            for value in values:
                assert client.get(reverse(f"api:data-{name}"), {parameter: value}).status_code < 500, value
    for header in ("Bearer", "Bearer ", f"Bearer {LONG}", "Bearer \x00", "Basic eDp5"):
        assert Client(headers={"Authorization": header}).get(reverse("api:data-figures")).status_code == 401


cells = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from(["=1", "sNaN", "1e9", "จีน", "DITP", "คลินิก", "1/11/69"]),
    st.text(max_size=8),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(cells, min_size=1, max_size=14), min_size=1, max_size=3),
    kind=st.sampled_from(list(COLUMNS)),
)
def test_every_row_of_a_ledger_file_is_taken_or_named(
    people: People, rows: list[list[str]], kind: str
) -> None:
    heading = [column.headings[0] for column in COLUMNS[kind]]
    table = Table("csv", list(enumerate([heading, *rows], 1)))
    report = import_rows(table, kind=kind, by=people.manager, at=NOON, is_dry=True)
    assert [one.number for one in report.outcomes] == list(range(2, len(rows) + 2))
    assert all(one.reason for one in report.refused)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=30), st.from_regex(r"[0-9๐-๙²]{1,7}[-/. T:Zก-ฮ+0-9]{0,24}", fullmatch=True))
)
def test_no_text_is_more_than_a_day_or_a_refusal(text: str) -> None:
    try:
        day: Any = read_cell_day(text)
    except ValueError:
        return
    assert 1800 <= day.year < 9999
