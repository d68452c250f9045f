"""Workers that are killed while they speak to the store: nothing half there, nothing lost."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lms.dates import now
from media import tasks
from media.ingest.actions import ask_for_clip_from
from media.left_overs import remove_left_over_objects
from media.light_copies import tasks as light_tasks
from media.light_copies.periodic import look_after_light_copies
from media.models import Clip, ClipState, LightCopy, Rendition
from media.periodic import look_after_clips
from media.store import private_key
from tests import build
from tests.media import dying_task
from tests.media.ingest import films
from tests.media.ingest.films import kept
from tests.s3.conftest import ACCESS_KEY, BUCKET, SECRET_KEY, Server
from tests.s3.test_light_copies import sent
from tests.s3.test_uploads import objects

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film, pytest.mark.xdist_group("s3")]


@pytest.fixture
def switched_on(store: Any, weed: Server) -> dict[str, str]:
    """The store as another process finds it; nothing of other tests is in it."""
    for key in objects(store, "site/"):
        store.delete_object(Bucket=BUCKET, Key=key)
    keys = {"LMS_S3_ACCESS_KEY": ACCESS_KEY, "LMS_S3_SECRET_KEY": SECRET_KEY, "LMS_S3_PREFIX": "site/"}
    return {"LMS_S3_BUCKET": BUCKET, "LMS_S3_ENDPOINT": weed.endpoint, **keys}


@pytest.mark.parametrize(
    ("place", "times"),
    [("s3.put", 2), ("publishing._write_rows", 1), ("publishing.remove_other_revisions", 1)],
)
def test_a_publisher_that_is_killed(
    place: str, times: int, store: Any, switched_on: dict[str, str], tmp_path: Path
) -> None:
    clip = ask_for_clip_from(kept(tmp_path, films.film(seconds=0.5)), owner=None, title="x", at=build.NOON)
    task = "media.tasks.make_clip"
    dying_task.killed_at(task, f"media.{place}", times=times, data=tmp_path, **switched_on)
    clip.refresh_from_db()
    was_published = place == "publishing.remove_other_revisions"
    assert (clip.state, clip.revision) == ((ClipState.READY, 1) if was_published else (ClipState.WORKING, 0))
    assert Rendition.objects.exists() is was_published
    Clip.objects.filter(state=ClipState.WORKING).update(lease_until=now() - timedelta(seconds=1))
    look_after_clips(now())
    assert tasks.make_clip.func() == ("nothing" if was_published else "made")
    clip.refresh_from_db()
    assert clip.state == ClipState.READY
    there = objects(store, "site/clips/")
    assert {key.split("/")[3] for key in there} == {str(clip.revision)}
    assert {f"site/clips/{one.path}" for one in Rendition.objects.all()} < set(there)


@pytest.mark.parametrize("place", ["keep_private", "_take_the_place", "remove_private"])
def test_a_maker_of_light_copies_that_is_killed(
    place: str, store: Any, switched_on: dict[str, str], tmp_path: Path
) -> None:
    stored = sent(build.learner().user, store)
    LightCopy.objects.update(enqueued_at=now())
    task = "media.light_copies.tasks.make_light_copy"
    dying_task.killed_at(task, f"media.light_copies.making.{place}", data=tmp_path, **switched_on)
    stored.refresh_from_db()
    assert private_key(stored.path) in objects(store, "site/private/")
    LightCopy.objects.filter(state="working").update(lease_until=now() - timedelta(seconds=1))
    look_after_light_copies(now())
    assert light_tasks.make_light_copy.func() == ("nothing" if place == "remove_private" else "made")
    stored.refresh_from_db()
    remove_left_over_objects(now() + timedelta(days=2))
    assert objects(store, "site/private/") == [private_key(stored.path)]
