"""How far a clip is: place in the queue, percent, time left; stopping it and starting it again."""

from datetime import timedelta

import pytest
from django.test import Client

from lms.dates import now
from media.lease import claim
from media.models import Clip, ClipState
from media.progress import progress
from tests import build
from tests.media import clips

pytestmark = pytest.mark.django_db


def test_a_waiting_clip_tells_its_place() -> None:
    later = clips.waiting(priority=1, queued_at=build.NOON)
    first = clips.waiting(priority=9, queued_at=build.NOON + timedelta(hours=1))
    last = clips.waiting(priority=1, queued_at=build.NOON + timedelta(minutes=1))
    places = [progress(clip, at=build.NOON)["queue_position"] for clip in (first, later, last)]
    assert places == [1, 2, 3]
    waits = [progress(clip, at=build.NOON)["seconds_left"] for clip in (first, later, last)]
    assert waits == [60, 120, 180]


def test_the_wait_is_what_earlier_clips_took() -> None:
    clips.ready(started_at=build.NOON, ready_at=build.NOON + timedelta(seconds=20))
    clips.ready(started_at=build.NOON, ready_at=build.NOON + timedelta(seconds=40))
    assert progress(clips.waiting(), at=build.NOON)["seconds_left"] == 30


def test_a_working_clip_tells_what_is_left() -> None:
    clip = clips.waiting()
    assert claim(clip.key, at=build.NOON) is not None
    Clip.objects.update(percent=25, step="encode")
    clip.refresh_from_db()
    told = progress(clip, at=build.NOON + timedelta(seconds=10))
    assert (told["step"], told["percent"], told["queue_position"], told["seconds_left"]) == (
        "encode",
        25,
        0,
        30,
    )
    Clip.objects.update(percent=0)
    clip.refresh_from_db()
    assert progress(clip, at=build.NOON)["seconds_left"] is None


def test_the_api_tells_it_and_staff_stop_and_start(client: Client) -> None:
    clip = clips.waiting()
    path = f"/api/v1/clips/{clip.key}"
    assert client.get(path).json()["queue_position"] == 1
    client.force_login(build.people().trainer)
    stopped = client.post(f"{path}/cancel").json()
    assert (stopped["state"], stopped["queue_position"]) == ("failed", 0)
    assert stopped["why"]
    assert client.get(path).json()["why"] == stopped["why"]
    assert client.post(f"{path}/retry").json()["state"] == "queued"
    assert client.post("/api/v1/clips/nonsense/cancel").status_code == 404


def test_a_learner_stops_nothing(client: Client) -> None:
    clip = clips.waiting()
    client.force_login(build.learner().user)
    assert client.post(f"/api/v1/clips/{clip.key}/cancel").status_code == 404
    assert Clip.objects.get().state == ClipState.QUEUED
    assert clip.queued_at < now()
