"""The way back to a list is carried in the address, and leads nowhere but to the list."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils.html import escape

from courses.came_from import PARAMETERS, came_from, carried
from courses.reports.basis import Basis
from courses.reports.drill_state import DrillState, read_state
from courses.reports.scope import AgeBand, Scope
from tests import build
from tests.milestones import things

FOREIGN = [
    "https://evil.example/",
    "//evil.example/?stage=sale",
    "/desk/goal/",
    "stage=sale&next=https://evil.example",
    "javascript:alert(1)",
    "stage=sale#@evil.example",
    "stage",
    "stage=sale&" * 40,
    "stage=" + "x" * 60,
    "in=ก",
    "\\\\evil.example",
]


def test_every_parameter_of_the_drill_may_be_carried() -> None:
    scope = Scope("41", True, 7, 8, "shop", 9, "female", AgeBand.values[0], "primary")
    full = replace(DrillState(Basis(2569, False, build.NOON), scope, 7, "missing", 3))
    assert set(full.parameters()) | {"calendar"} == PARAMETERS


@pytest.mark.django_db
def test_a_list_comes_back_as_it_was() -> None:
    state = DrillState(Basis.of(None, at=build.NOON), Scope(area="41"), stage=7, page=2)
    behind = came_from(
        {"list": carried(state.query()).removeprefix("?list=").replace("%3D", "=").replace("%26", "&")}
    )
    assert behind.address == f"/desk/drill/{state.query()}#people"
    again = dict(pair.split("=") for pair in behind.query.split("&"))
    assert read_state(again, at=build.NOON, trainers={}) == state


@pytest.mark.parametrize("text", FOREIGN)
def test_what_is_no_list_of_ours_is_not_carried(text: str) -> None:
    behind = came_from({"list": text})
    assert (behind.query, behind.address, behind.carried) == ("", "", "")


@pytest.mark.django_db
def test_from_the_list_to_the_picture_every_page_has_a_link_up(people: build.People) -> None:
    client, seen = Client(), things.stored_picture(people.learner)
    client.force_login(people.administrator)
    claim = things.content_claim(people.learner, photos=[(things.CONTENT, seen)])
    there = f"?community={people.community.pk}&cohort={people.cohort.pk}"
    behind = escape(f"/desk/drill/{there}#people")
    listed = client.get(f"/desk/drill/{there}").content.decode()
    with_list = f"?list=community%3D{people.community.pk}%26cohort%3D{people.cohort.pk}"
    person = f"/desk/learners/{people.learner.pk}/{with_list}"
    assert f'href="{person}"' in listed
    page = client.get(person).content.decode()
    evidence = f"/desk/evidence/{claim.pk}/{with_list}"
    assert f'href="{behind}"' in page
    assert f'href="{evidence}"' in page
    opened = client.get(evidence).content.decode()
    picture = f"/desk/evidence/{claim.pk}/pictures/{claim.evidence.get().pk}/{with_list}"
    assert [f'href="{one}"' in opened for one in (behind, person, picture)] == [True] * 3
    shown = client.get(picture).content.decode()
    assert [f'href="{one}"' in shown for one in (person, evidence)] == [True] * 2
    assert f'src="/files/evidence/{seen.pk}/"' in shown


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["//evil.example/", "stage=sale&next=//evil.example"])
def test_a_foreign_address_stands_on_no_page(people: build.People, text: str) -> None:
    client = Client()
    client.force_login(people.administrator)
    answer = client.get(f"/desk/learners/{people.learner.pk}/", {"list": text})
    assert answer.status_code == 200
    assert b"evil" not in answer.content.replace(answer.request["QUERY_STRING"].encode(), b"")
