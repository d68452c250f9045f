"""What every answer carries, and which addresses cannot be."""

import pytest
from django.test import Client, override_settings

from tests.build import People

STRICT = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}


def policy_of(answer: object) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split("; ")]
    return {name: sources for name, *sources in parts}


def assert_strict(answer: object) -> None:
    policy = policy_of(answer)
    for directive, sources in STRICT.items():
        assert policy[directive] == sources
    assert not any("unsafe" in source or "*" in source for sources in policy.values() for source in sources)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", None),
        ("/en/", None),
        ("/sign-in/", 200),
        ("/en/sign-in/code/", 200),
        ("/healthz", 200),
        ("/api/v1/openapi.json", 200),
        ("/api/v1/nothing/", 404),
        ("/static/lms/base.css", 200),
        ("/files/nothing/", 404),
        ("/me/", 302),
        ("/desk/", 302),
        ("/nothing-here/", 404),
        ("/cmsx/", 404),
        ("/en/cms/", 404),
    ],
)
def test_every_kind_of_answer_carries_the_strict_policy(
    client: Client, path: str, status: int | None
) -> None:
    answer = client.get(path)
    assert status is None or answer.status_code == status
    assert_strict(answer)


@pytest.mark.django_db
def test_pages_of_people_who_are_in_carry_it_too(client: Client, people: People) -> None:
    for who, paths in {
        people.learner.user: ["/me/", "/me/shop/", "/me/profile/"],
        people.administrator: ["/desk/", "/desk/roles/", "/desk/roles/new/", "/sign-in/password/"],
    }.items():
        client.force_login(who)
        for path in paths:
            assert_strict(client.get(path))


@pytest.mark.django_db
def test_errors_carry_it_too() -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert_strict(strict.post("/sign-in/", {"phone": "1"}))
    with override_settings(ALLOWED_HOSTS=["khai-pen.example"]):
        answer = strict.get("/sign-in/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert_strict(answer)


@pytest.mark.django_db
def test_a_breakdown_carries_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: object, **kwargs: object) -> None:
        raise RuntimeError("something broke")

    monkeypatch.setattr("lms.accounts.views.PhonePinForm", breaks)
    answer = Client(raise_request_exception=False).get("/sign-in/")
    assert answer.status_code == 500
    assert_strict(answer)
    assert "ระบบขัดข้องชั่วคราว" in answer.content.decode()


@pytest.mark.django_db
def test_the_exception_ends_with_the_content_admin(client: Client, people: People) -> None:
    client.force_login(people.administrator)
    inside = policy_of(client.get("/cms/"))
    assert inside["script-src"] == inside["style-src"] == ["'self'", "'unsafe-inline'"]
    others = {name: sources for name, sources in inside.items() if name not in ("script-src", "style-src")}
    assert others == {
        name: sources for name, sources in policy_of(client.get("/desk/roles/")).items() if name in others
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/j/%00/", "/desk/roles/1%00/", f"/desk/roles/{10**30}/", f"/en/desk/cohorts/{10**19}/"]
)
def test_an_address_that_cannot_be_is_not_found(client: Client, people: People, path: str) -> None:
    client.force_login(people.administrator)
    answer = client.get(path)
    assert answer.status_code == 404
    assert_strict(answer)


@pytest.mark.django_db
def test_the_language_is_that_of_the_path_and_nothing_varies_by_header(client: Client) -> None:
    for path, language in (("/sign-in/", "th"), ("/en/sign-in/", "en")):
        answer = client.get(path, headers={"accept-language": "de"})
        assert answer["Content-Language"] == language
        assert "Accept-Language" not in answer.get("Vary", "")
