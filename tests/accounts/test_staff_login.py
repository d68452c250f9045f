"""Trainers, managers and administrators come in with e-mail and password."""

import pytest
from django.test import Client

from lms.accounts.models import Role, User
from tests.build import PASSWORD, PIN, People, learner, staff

pytestmark = pytest.mark.django_db
HERE = "/sign-in/staff/"


@pytest.fixture
def orathai() -> User:
    user = staff(Role.TRAINER, "ครูอรทัย")
    User.objects.filter(pk=user.pk).update(email="orathai@example.org")
    return user


def come_in(
    client: Client, email: str = "orathai@example.org", password: str = PASSWORD, **more: str
) -> object:
    return client.post(HERE, {"email": email, "password": password, **more})


@pytest.mark.parametrize("email", ["orathai@example.org", "Orathai@Example.ORG", "  orathai@example.org "])
def test_staff_come_in_and_stand_at_the_desk(client: Client, orathai: User, email: str) -> None:
    answer = come_in(client, email)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(orathai.pk)


def test_next_is_followed_to_our_own_pages(client: Client, orathai: User) -> None:
    assert come_in(client, next="/desk/goal/")["Location"] == "/desk/goal/"
    client.logout()
    assert come_in(client, next="https://evil.example/")["Location"] == "/desk/"


def test_wrong_password_and_unknown_address_sound_alike(client: Client, orathai: User) -> None:
    wrong, unknown = come_in(client, password="not the password"), come_in(client, "nobody@example.org")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert "อรทัย" not in wrong.content.decode()
    assert "not the password" not in wrong.content.decode()


def test_who_left_hears_nothing_special(client: Client, orathai: User) -> None:
    User.objects.update(is_active=False)
    answer = come_in(client)
    assert answer.context["form"].non_field_errors().data[0].code == "wrong"


def test_a_learner_with_an_address_does_not_come_in_here(client: Client) -> None:
    somjai = learner("สมใจ").user
    User.objects.filter(pk=somjai.pk).update(email="somjai@example.org")
    assert come_in(client, "somjai@example.org", PIN).status_code == 422


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("", PASSWORD, "email"),
        ("no address", PASSWORD, "email"),
        ("a@b.example\x00", PASSWORD, "email"),
        ("orathai@example.org", "", "password"),
        ("orathai@example.org", "\x00", "password"),
        pytest.param("orathai@example.org", "x" * 100_000, "password", id="long"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(
    client: Client, email: str, password: str, field: str
) -> None:
    answer = come_in(client, email, password)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]


def test_failures_at_one_address_are_stopped_with_a_sentence(client: Client, orathai: User) -> None:
    for _try in range(5):
        assert come_in(client, password="not the password").status_code == 422
    stopped = come_in(client)
    assert stopped.status_code == 429
    assert "ขอรหัสผ่านใหม่จากผู้ดูแลระบบ" in stopped.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_forms_of_django_and_wagtail_let_nobody_in(client: Client, people: People) -> None:
    email = people.administrator.email
    for path in ("/cms/login/", "/_util/login/"):
        answer = client.post(path, {"username": email, "password": PASSWORD})
        assert answer.status_code == 302
        assert "/sign-in/staff/" in answer["Location"]
    assert "_auth_user_id" not in client.session
