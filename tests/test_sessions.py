"""Sessions are Django's own, read with a leaner statement."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from lms.accounts.sessions import SessionStore
from tests import build

pytestmark = pytest.mark.django_db


def test_what_was_saved_is_read_back() -> None:
    store = SessionStore()
    store["คำตอบ"] = {"q1": ["a", "ข"]}
    store.save()
    assert SessionStore(store.session_key)["คำตอบ"] == {"q1": ["a", "ข"]}


def test_expired_and_unknown_sessions_are_empty_and_get_a_new_key() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    for key in (store.session_key, "x" * 32):
        old = SessionStore(key)
        assert old.get("a") is None
        assert old.session_key is None


def test_profile_that_was_closed_is_signed_out(client: Client, settings) -> None:
    learner = build.learner()
    client.force_login(learner.user, backend="lms.accounts.backends.PhonePinBackend")
    address = f"/api/v1/me/lessons/{build.published().key}"
    assert client.get(address).status_code == 200
    learner.user.is_active = False
    learner.user.save()
    assert client.get(address).status_code == 401
