"""The content admin's door: administrators only, no second way in, no way round the register."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.build import People

CMS = next(p for p in get_resolver().url_patterns if str(p.pattern) == "cms/")


def paths(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    """Yield an address for every pattern without arguments."""
    for pattern in patterns:
        text = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from paths(pattern.url_patterns, before + text)
        elif "<" not in before + text and "(" not in text and "^" not in text:
            yield "/" + before + text


PLAIN = sorted(set(paths(CMS.url_patterns, "cms/")))


@pytest.mark.parametrize("who", ["learner", "trainer", "manager"])
def test_the_admin_does_not_exist_for_anybody_else(people: People, client: Client, who: str) -> None:
    person = getattr(people, who)
    client.force_login(getattr(person, "user", person))
    answers = {path: client.get(path).status_code for path in PLAIN}
    assert set(answers.values()) == {404}, {path: code for path, code in answers.items() if code != 404}


def test_nobody_is_sent_to_the_staff_door(db: None, client: Client) -> None:
    answer = client.get("/cms/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("staff-login"))
    for path in PLAIN:
        answer = client.get(path)
        assert answer.status_code in (302, 404) or path in {"/cms/sprite/", "/cms/jsi18n/"}, path
        assert b"csrfmiddlewaretoken" not in answer.content, path


def test_wagtails_own_login_page_is_closed(db: None, client: Client) -> None:
    assert client.get("/cms/login/").headers["Location"] == reverse("staff-login")
    sent = client.post("/cms/login/", {"username": "a@example.org", "password": "x"})
    assert sent.headers["Location"] == reverse("staff-login")


@pytest.mark.parametrize("path", ["users/", "users/add/", "groups/", "password_reset/"])
def test_people_are_not_edited_here(people: People, client: Client, path: str) -> None:
    client.force_login(people.administrator)
    assert client.get(f"/cms/{path}").status_code == 404


def test_the_admin_opens_for_the_administrator(people: People, client: Client) -> None:
    client.force_login(people.administrator)
    page = client.get("/cms/")
    assert page.status_code == 200
    assert "'unsafe-inline'" in page.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in client.get("/lessons/").headers["Content-Security-Policy"]
