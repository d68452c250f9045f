"""Asking for a clip: once, again, and with a changed script."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from media import clip_actions, periodic
from media.actions import request_clip, retry_clip
from media.holding import folder_of
from media.lease import LEASE, claim
from media.models import Clip, ClipState
from media.periodic import enqueue_missing, look_after_clips, requeue_expired, rescue_clips
from tests import build
from tests.media import clips

pytestmark = pytest.mark.django_db
KEY = uuid.uuid4()


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys for which a task was put in the queue, in order."""
    keys: list[str] = []
    enqueue = clip_actions.enqueue

    def noted(clip: Clip, **options: object) -> None:
        keys.append(str(clip.key))
        enqueue(clip, **options)

    monkeypatch.setattr(clip_actions, "enqueue", noted)
    monkeypatch.setattr(periodic, "enqueue", noted)
    return keys


def ask(capture, **changes: object) -> Clip:
    wanted = {"title": "คลิป", "script": clips.script(), "priority": 5, "at": build.NOON, **changes}
    with capture(execute=True):
        return request_clip(KEY, **wanted)


def test_asking_puts_the_clip_in_the_queue(queue, django_capture_on_commit_callbacks) -> None:
    clip = ask(django_capture_on_commit_callbacks)
    assert (clip.state, clip.priority) == (ClipState.QUEUED, 5)
    assert queue == [str(KEY)]
    assert Clip.objects.get().enqueued_at == build.NOON


def test_asking_again_changes_nothing(queue, django_capture_on_commit_callbacks) -> None:
    ask(django_capture_on_commit_callbacks)
    Clip.objects.update(state=ClipState.READY, duration_ms=20_000, ready_at=build.NOON)
    clip = ask(django_capture_on_commit_callbacks, title="ชื่อใหม่")
    assert (clip.state, clip.title) == (ClipState.READY, "ชื่อใหม่")
    assert len(queue) == 1


def test_a_changed_script_is_made_anew_while_the_old_files_play(
    queue, django_capture_on_commit_callbacks
) -> None:
    ask(django_capture_on_commit_callbacks)
    Clip.objects.update(
        state=ClipState.READY,
        duration_ms=20_000,
        ready_at=build.NOON,
        revision=3,
        attempts=2,
        failure="encode",
    )
    clip = ask(django_capture_on_commit_callbacks, script=clips.script(title="ใหม่"))
    assert (clip.state, clip.revision, clip.attempts, clip.failure) == (ClipState.QUEUED, 3, 0, "")
    assert len(queue) == 2


def test_a_changed_script_takes_the_clip_away_from_a_busy_worker(
    queue, django_capture_on_commit_callbacks
) -> None:
    ask(django_capture_on_commit_callbacks)
    lease = claim(KEY, at=build.NOON)
    assert lease is not None
    ask(django_capture_on_commit_callbacks, script=clips.script(title="ใหม่"))
    lease.renew()
    assert lease.is_lost.is_set()
    assert Clip.objects.get().state == ClipState.QUEUED


def test_only_a_failed_clip_is_tried_again(queue, django_capture_on_commit_callbacks) -> None:
    failed = clips.waiting(state=ClipState.FAILED, failure="disk", attempts=3)
    ready = clips.ready()
    with django_capture_on_commit_callbacks(execute=True):
        assert retry_clip(failed, at=build.NOON).state == ClipState.QUEUED
        assert retry_clip(ready, at=build.NOON).state == ClipState.READY
    assert queue == [str(failed.key)]


def test_the_tick_enqueues_what_is_missing_first_things_first(queue) -> None:
    last, first = clips.waiting(priority=1), clips.waiting(priority=9)
    clips.waiting(enqueued_at=build.NOON)
    clips.ready()
    assert enqueue_missing(build.NOON) == 2
    assert queue == [str(first.key), str(last.key)]
    assert enqueue_missing(build.NOON) == 0


def test_the_most_urgent_clip_is_taken_first() -> None:
    from media.lease import claim_next

    clips.waiting(priority=2, enqueued_at=build.NOON)
    urgent = clips.waiting(priority=1000, enqueued_at=build.NOON)
    clips.waiting(priority=2000)  # its last attempt failed: it waits for the tick
    lease = claim_next(at=build.NOON)
    assert lease is not None
    assert lease.key == urgent.key


def test_a_task_lost_on_its_way_is_sent_again(queue) -> None:
    from datetime import timedelta

    clips.waiting(enqueued_at=build.NOON)
    assert enqueue_missing(build.NOON + timedelta(minutes=14)) == 0
    assert enqueue_missing(build.NOON + timedelta(minutes=16)) == 1


def test_a_clip_whose_worker_died_goes_back_in_the_queue_after_its_lease(queue) -> None:
    from datetime import timedelta

    clip = clips.waiting()
    assert claim(clip.key, at=build.NOON) is not None
    assert claim(clip.key, at=build.NOON) is None
    look_after_clips(build.NOON + LEASE - timedelta(seconds=1))
    assert queue == []
    look_after_clips(build.NOON + LEASE + timedelta(seconds=1))
    clip.refresh_from_db()
    assert (clip.state, clip.failure, clip.attempts) == (ClipState.QUEUED, "worker_lost", 1)
    assert queue == [str(clip.key)]


def test_a_clip_that_killed_three_workers_fails_with_a_reason(queue) -> None:
    clip = clips.waiting(attempts=2)
    claim(clip.key, at=build.NOON)
    assert requeue_expired(build.NOON + 2 * LEASE) == 0
    clip.refresh_from_db()
    assert (clip.state, clip.failure) == (ClipState.FAILED, "worker_lost")


def test_an_idle_worker_takes_back_what_a_killed_one_held(queue, django_assert_num_queries) -> None:
    clip = clips.waiting()
    assert claim(clip.key, at=build.NOON) is not None
    with django_assert_num_queries(1):
        rescue_clips(build.NOON + LEASE)
    assert queue == []
    rescue_clips(build.NOON + LEASE * 1.1)
    assert queue == [str(clip.key)]
    assert LEASE.total_seconds() < 60


def test_an_idle_worker_on_the_same_disk_need_not_wait_for_the_lease(queue, settings, tmp_path: Path) -> None:
    settings.CLIP_ROOT = tmp_path
    clip = clips.waiting()
    lease = claim(clip.key, at=build.NOON)
    assert lease is not None
    rescue_clips(build.NOON)
    assert queue == []
    folder_of(clip.key, lease.token).mkdir(parents=True)  # nobody locks it
    rescue_clips(build.NOON)
    clip.refresh_from_db()
    assert (clip.state, clip.attempts, queue) == (ClipState.QUEUED, 1, [str(clip.key)])


def test_an_idle_worker_sees_a_clip_whose_task_never_came(queue) -> None:
    clip = clips.waiting(enqueued_at=build.NOON)
    rescue_clips(build.NOON + timedelta(seconds=10))
    assert queue == []
    for _twice in range(2):
        rescue_clips(build.NOON + timedelta(seconds=20))
    assert queue == [str(clip.key)]
