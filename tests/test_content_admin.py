"""Wagtail's admin at /cms/: administrators come in, all others are sent away, and no page breaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from lms.accounts.models import User
from tests.build import People
from tests.routes import VISITORS, visitor_of

pytestmark = pytest.mark.django_db
# Wagtail's own test of its error page: it raises on purpose.
BREAKS_ON_PURPOSE = ("wagtailadmin_error_test",)


def admin_patterns() -> list[URLPattern | URLResolver]:
    (found,) = [p for p in get_resolver().url_patterns if str(p.pattern) == "cms/"]
    return found.url_patterns


def addresses(
    patterns: list[URLPattern | URLResolver], space: str = ""
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the name of every address of the admin and arguments that fit, though nothing is there."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inside)
        elif pattern.name:
            converters = pattern.pattern.converters
            numbers = {"IntConverter", "UUIDConverter"}
            yield (
                f"{space}{pattern.name}",
                {
                    name: (999_999 if type(converter).__name__ in numbers else "999999")
                    for name, converter in converters.items()
                },
            )


def every_path() -> list[str]:
    paths = {"/cms/", "/cms/login/", "/cms/account/", "/cms/users/", "/cms/groups/", "/cms/nothing-here/"}
    for name, kwargs in addresses(admin_patterns()):
        if name not in BREAKS_ON_PURPOSE:
            try:
                paths.add(reverse(name, kwargs=kwargs))
            except NoReverseMatch:  # an address without names for its arguments
                continue
    return sorted(paths)


@pytest.mark.parametrize("visitor", [visitor for visitor in VISITORS if visitor != "administrator"])
def test_everybody_else_is_sent_away_from_every_address(client: Client, people: People, visitor: str) -> None:
    if user := visitor_of(people, visitor):
        client.force_login(user)
    answers = {path: client.get(path) for path in every_path()}
    assert len(answers) > 150
    if visitor == "nobody":
        assert {answer["Location"].split("?")[0] for answer in answers.values()} == {"/sign-in/staff/"}
    else:
        assert {answer.status_code for answer in answers.values()} == {404}


def test_an_administrator_finds_no_broken_address(people: People) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(people.administrator)
    broken = {}
    for path in every_path():
        if path.endswith("/logout/"):
            continue
        status = client.get(path).status_code
        if status >= 500:
            broken[path] = status
    assert not broken


@pytest.mark.parametrize("path", ["/cms/", "/cms/account/", "/cms/pages/", "/cms/reports/site-history/"])
def test_an_administrator_comes_in(client: Client, people: People, path: str) -> None:
    client.force_login(people.administrator)
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"].startswith("/cms/")


def test_next_brings_an_administrator_back_to_the_page_that_was_asked_for(
    client: Client, people: People
) -> None:
    answer = client.get("/cms/pages/?q=1")
    assert answer["Location"] == "/sign-in/staff/?next=/cms/pages/%3Fq%3D1"


def test_people_are_kept_at_the_desk(client: Client, people: People) -> None:
    client.force_login(people.administrator)
    for path in ("users", "groups", "password_reset"):
        assert client.get(f"/cms/{path}/").status_code == 404
    for action in ("delete", "assign_role", "set_active_state"):
        path = f"/cms/bulk/accounts/user/{action}/?id={people.trainer.pk}&next=/cms/"
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert User.objects.filter(pk=people.trainer.pk, is_active=True).exists()


def test_an_editor_sets_their_own_preferences_and_neither_name_nor_password(
    client: Client, people: People
) -> None:
    client.force_login(people.administrator)
    page = client.get("/cms/account/").content.decode()
    assert "locale-preferred_language" in page
    assert "first_name" not in page
    assert "password" not in page
    changed = client.post(
        "/cms/account/", {"locale-preferred_language": "th", "name_email-email": "x@example.org"}
    )
    assert changed.status_code < 500
    people.administrator.refresh_from_db()
    assert people.administrator.email != "x@example.org"


def test_the_menu_shows_no_people(client: Client, people: People) -> None:
    client.force_login(people.administrator)
    page = client.get("/cms/").content.decode()
    assert "/cms/users/" not in page
    assert "/cms/groups/" not in page
