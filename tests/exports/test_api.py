"""What programs read: with a token that ends at its scope, its area and its day."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.audit.models import AuditEntry, Verb
from courses.cohorts.models import Cohort, Programme
from courses.exports import tokens
from courses.exports.models import ApiToken
from courses.reports.goal import headline
from lms.dates import now
from tests import build
from tests.build import People
from tests.exports.things import sold

ADDRESS = "/api/v1"


def given(people: People, *scopes: str, area: str = "", days: int = 9) -> str:
    _row, token = tokens.give_token(
        name="ระบบของกรม",
        scopes=scopes or list(tokens.SCOPES),
        area_code=area,
        days=days,
        form_id=uuid.uuid4(),
        by=people.administrator,
        at=now(),
    )
    return token


def ask(client: Client, path: str, token: str, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    if "etag" in query:
        headers["If-None-Match"] = query.pop("etag")
    return client.get(ADDRESS + path, query, headers=headers)


def test_the_api_says_the_number_of_the_screen_and_its_parts_add_up(client: Client, people: People) -> None:
    sold(people, 3)
    sold(people, 2, cohort=people.neighbour_cohort)
    token = given(people)
    figure = ask(client, "/figures", token, indicator="K1", year=2570).json()["items"][0]
    assert figure["value"] == headline(at=build.NOON).certified == 5
    for by in ("month", "province", "community", "cohort"):
        items = ask(client, "/figures", token, year=2570, by=by).json()["items"]
        assert sum(item["value"] for item in items) == 5


def test_communities_and_areas_of_a_demonstration_hold_those_of_its_cohorts(
    client: Client, people: People
) -> None:
    Cohort.objects.filter(pk=people.cohort.pk).update(is_demonstration=True)
    Programme.objects.update_or_create(pk=1, defaults={"is_demonstration": True})
    token = given(people, area="41")
    home = people.community.key
    assert {item["community"] for item in ask(client, "/cohorts", token).json()["items"]} == {home}
    assert home in [item["code"] for item in ask(client, "/communities", token).json()["items"]]
    assert "41" in [item["code"] for item in ask(client, "/areas", token).json()["items"]]


def test_the_api_counts_calendar_years_and_says_which_kind(client: Client, people: People) -> None:
    sold(people, 2, on=date(2025, 12, 3))
    token = given(people)
    for year, calendar, expected in ((2569, 0, 2), (2569, 1, 0), (2568, 1, 2)):
        asked = {"year": year, "calendar": calendar, "indicator": "K1"}
        figure = ask(client, "/figures", token, **asked).json()["items"][0]
        assert (figure["value"], figure["year_kind"]) == (expected, "calendar" if calendar else "fiscal")
        cells = ask(client, "/figures", token, **asked, by="community").json()["items"]
        assert sum(cell["value"] for cell in cells) == expected


def test_a_token_ends_at_its_area_and_at_its_scope(client: Client, people: People) -> None:
    sold(people, 3)
    sold(people, 2, cohort=people.neighbour_cohort)
    token = given(people, "figures", area="41")
    assert ask(client, "/figures", token, year=2570).json()["items"][0]["value"] == 3
    assert ask(client, "/figures", token, area="4101").status_code == 200
    assert ask(client, "/figures", token, area="19").status_code == 403
    assert ask(client, "/certifications", token).status_code == 403
    codes = [item["code"] for item in ask(client, "/communities", token).json()["items"]]
    assert codes == [people.community.key]


def test_without_a_token_in_force_nothing_is_read(client: Client, people: People) -> None:
    token = given(people)
    assert client.get(f"{ADDRESS}/indicators").status_code == 401
    assert ask(client, "/indicators", "kp_wrong").status_code == 401
    assert ask(client, "/indicators", token).status_code == 200
    row = ApiToken.objects.get()
    assert row.last_used_on is not None
    assert token not in str(row.__dict__)
    tokens.stop_token(row, by=people.administrator, at=now())
    tokens.stop_token(row, by=people.administrator, at=now())
    assert ask(client, "/indicators", token).status_code == 401
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")] == [
        Verb.TOKEN_GIVEN,
        Verb.TOKEN_STOPPED,
    ]


def test_a_token_whose_day_is_over_reads_nothing(client: Client, people: People) -> None:
    token = given(people)
    ApiToken.objects.update(given_at=now() - timedelta(days=9), expires_at=now() - timedelta(seconds=1))
    assert ask(client, "/indicators", token).status_code == 401


def test_pages_follow_each_other_without_gap_or_double(client: Client, people: People) -> None:
    made = {str(one.public_id) for one in sold(people, 7)}
    token, found, cursor = given(people), [], ""
    while cursor is not None:
        page = ask(client, "/certifications", token, year=2570, limit=3, cursor=cursor).json()
        found += [item["person"] for item in page["items"]]
        cursor = page["next"]
    assert len(found) == 7
    assert set(found) == made


def test_people_come_without_names_and_phones(client: Client, people: People) -> None:
    sold(people)
    answer = ask(client, "/certifications", given(people), year=2570).content.decode()
    assert "ผู้ขาย" not in answer
    assert "+66" not in answer
    cohorts = ask(client, "/cohorts", given(people)).content.decode()
    assert people.cohort.join_code not in cohorts


def test_what_is_known_already_is_a_304(client: Client, people: People) -> None:
    token = given(people)
    first = ask(client, "/figures", token, year=2570)
    assert ask(client, "/figures", token, year=2570, etag=first["ETag"]).status_code == 304
    sold(people)
    assert ask(client, "/figures", token, year=2570, etag=first["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/figures", {"indicator": "K99"}),
        ("/figures", {"by": "shoe"}),
        ("/figures", {"area": "99"}),
        ("/figures", {"year": 2026}),
        ("/certifications", {"cursor": "!!"}),
        ("/certifications", {"limit": 0}),
        ("/certifications", {"limit": "x"}),
    ],
)
def test_questions_that_mean_nothing_get_words(
    client: Client, people: People, path: str, query: dict[str, Any]
) -> None:
    answer = ask(client, path, given(people), **query)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_too_many_questions_in_a_minute_are_sent_away(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "PER_MINUTE", 3)
    token = given(people)
    statuses = [ask(client, "/indicators", token).status_code for _n in range(9)]
    assert 429 in statuses


def test_an_administrator_gives_and_stops_a_token_on_the_page(client: Client, people: People) -> None:
    client.force_login(people.administrator)
    form = {
        "name": "กรม",
        "scopes": ["figures"],
        "area_code": "41",
        "days": "30",
        "form_id": str(uuid.uuid4()),
    }
    shown = client.post(reverse("api-tokens"), form).content.decode()
    again = client.post(reverse("api-tokens"), form).content.decode()
    token = shown.split('class="token-once">')[1].split("<")[0]
    assert token in again
    assert ApiToken.objects.count() == 1
    assert token not in client.get(reverse("api-tokens")).content.decode()
    assert client.post(reverse("api-tokens"), {**form, "days": "9999"}).status_code == 422
    client.post(reverse("api-token-stop", args=[ApiToken.objects.get().pk]))
    assert ask(client, "/figures", token).status_code == 401


def test_the_description_names_every_operation_in_thai(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for name in ("indicators", "figures", "areas", "communities", "cohorts", "certifications"):
        assert "·" in paths[f"/api/v1/{name}"]["get"]["summary"]


def test_an_abolished_area_is_read_as_what_took_its_place(client: Client, people: People) -> None:
    people.community.area_code = "100205"  # abolished after the community was made
    people.community.save()
    token = given(people, area="1029")
    for path, code in (("/communities", people.community.key), ("/cohorts", f"{people.community.key}-1")):
        assert [item["code"] for item in ask(client, path, token).json()["items"]] == [code]
        assert [item["code"] for item in ask(client, path, token, area="100205").json()["items"]] == [code]
    assert [item["code"] for item in ask(client, "/areas", token).json()["items"]] == ["10", "1029", "102901"]
    assert ask(client, "/areas", token, area="999999").status_code == 422
    assert ask(client, "/areas", token, area="410116").status_code == 403
