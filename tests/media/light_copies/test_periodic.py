"""Every minute: a light copy whose worker or task was lost is made all the same."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from media.light_copies.periodic import look_after_light_copies, rescue_light_copies
from media.models import ClipState, FileKind, LightCopy, StoredFile
from media.waiting import ENQUEUE_AGAIN
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(settings: Any, tmp_path: Path) -> LightCopy:
    stored = StoredFile.objects.create(
        owner=build.learner().user,
        kind=FileKind.VIDEO,
        path="ab/a.mp4",
        content_type="video/mp4",
        size_bytes=5,
        sent_sha256="0" * 64,
        created_at=build.NOON,
    )
    return LightCopy.objects.create(stored_file=stored, queued_at=build.NOON)


def lose(attempts: int) -> None:
    past = build.NOON - timedelta(seconds=1)
    fields = {"lease_token": uuid.uuid4(), "lease_until": past, "attempts": attempts}
    LightCopy.objects.update(state=ClipState.WORKING, **fields)


def test_a_lost_worker_costs_an_attempt_and_the_third_is_the_last(copy: LightCopy) -> None:
    for attempts, state in ((1, ClipState.QUEUED), (2, ClipState.QUEUED), (3, ClipState.FAILED)):
        lose(attempts)
        look_after_light_copies(build.NOON)
        copy.refresh_from_db()
        assert (copy.state, copy.failure, copy.lease_token) == (state, "worker_lost", None)


def test_a_worker_that_renews_its_lease_is_left_alone(copy: LightCopy) -> None:
    lose(1)
    LightCopy.objects.update(lease_until=build.NOON + timedelta(seconds=1))
    look_after_light_copies(build.NOON)
    assert LightCopy.objects.get().state == ClipState.WORKING


def test_an_idle_worker_takes_back_what_a_killed_one_held(copy: LightCopy) -> None:
    lose(1)
    rescue_light_copies(build.NOON - timedelta(seconds=1))
    assert LightCopy.objects.get().state == ClipState.WORKING
    rescue_light_copies(build.NOON)
    copy.refresh_from_db()
    assert (copy.state, copy.enqueued_at) == (ClipState.QUEUED, build.NOON)


def test_a_waiting_copy_gets_a_task_and_another_when_that_is_lost(copy: LightCopy) -> None:
    later = build.NOON + ENQUEUE_AGAIN + timedelta(seconds=1)
    for at, enqueued_at in (
        (build.NOON, build.NOON),
        (build.NOON + timedelta(minutes=1), build.NOON),
        (later, later),
    ):
        look_after_light_copies(at)
        assert LightCopy.objects.get().enqueued_at == enqueued_at
