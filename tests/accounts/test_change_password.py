"""Staff choose their own password."""

import pytest
from django.test import Client

from lms.accounts.models import User
from tests.build import PASSWORD, People

pytestmark = pytest.mark.django_db
HERE = "/sign-in/password/"
NEW = "a short sentence of mine"


def send(client: Client, old: str = PASSWORD, new: str = NEW) -> object:
    return client.post(HERE, {"old": old, "new": new})


def test_the_new_password_works_and_the_session_stays(client: Client, people: People) -> None:
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(people.trainer)
    assert send(client)["Location"] == "/desk/"
    people.trainer.refresh_from_db()
    assert people.trainer.check_password(NEW)
    assert client.get(HERE).status_code == 200
    assert elsewhere.get(HERE).status_code == 302  # where somebody else was in, they are out


def test_a_one_time_password_lets_in_only_here_until_it_is_changed(client: Client, people: People) -> None:
    User.objects.filter(pk=people.administrator.pk).update(must_change_password=True)
    answer = client.post("/sign-in/staff/", {"email": people.administrator.email, "password": PASSWORD})
    assert answer["Location"] == HERE
    for path in ("/desk/roles/", "/desk/roles/new/", f"/desk/learners/{people.learner.pk}/pin/", "/cms/"):
        assert client.get(path)["Location"] == HERE
    send(client)
    assert client.get("/desk/roles/").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("not it", NEW, "old"),
        ("", NEW, "old"),
        (PASSWORD, "short", "new"),
        (PASSWORD, "password1234", "new"),
        (PASSWORD, PASSWORD, "new"),
        (PASSWORD, "", "new"),
        (PASSWORD, "\x00" * 12, "new"),
        pytest.param(PASSWORD, "x" * 100_000, "new", id="long"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    client: Client, people: People, old: str, new: str, field: str
) -> None:
    client.force_login(people.trainer)
    answer = send(client, old, new)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    people.trainer.refresh_from_db()
    assert people.trainer.check_password(PASSWORD)


def test_a_borrowed_session_cannot_guess_the_password(client: Client, people: People) -> None:
    client.force_login(people.trainer)
    for _try in range(5):
        send(client, old="not the password")
    assert send(client).status_code == 429
    people.trainer.refresh_from_db()
    assert people.trainer.check_password(PASSWORD)
