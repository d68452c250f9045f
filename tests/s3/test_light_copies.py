"""Practice clips in the store: fetched, made light, and kept there."""

from typing import Any

import pytest

from lms.accounts.models import User
from media import s3
from media.actions import store_recording
from media.light_copies import tasks
from media.light_copies.actions import ask_for_light_copy
from media.models import ClipState, LightCopy, StoredFile
from media.probe import probe
from media.store import private_key
from tests import build
from tests.media import files
from tests.media.ingest import films
from tests.s3.conftest import Server
from tests.s3.test_clips import files_here
from tests.s3.test_uploads import objects

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film, pytest.mark.xdist_group("s3")]


@pytest.fixture
def owner(db: None) -> User:
    return build.learner().user


def sent(owner: User, store: Any) -> StoredFile:
    for key in objects(store, "site/private/"):
        s3.remove(key)
    content = films.turned(90, size="1280x720", rate=15)
    stored = store_recording(owner, upload=files.upload(content, "v.mp4"), kind="video", at=build.NOON)
    ask_for_light_copy(stored, at=build.NOON)
    return stored


def test_a_light_copy_takes_the_place_of_what_was_sent(
    store: Any, owner: User, tmp_path: Any, settings: Any
) -> None:
    stored = sent(owner, store)
    first = stored.path
    assert tasks.make_light_copy.func() == "made"
    stored.refresh_from_db()
    assert stored.path != first
    assert objects(store, "site/private/") == [private_key(stored.path)]
    assert files_here(settings) == []
    s3.fetch(private_key(stored.path), tmp_path / "back.mp4")
    facts = probe(tmp_path / "back.mp4")
    assert facts is not None
    assert (facts.width_px, facts.height_px) == (480, 854)
    stored.delete()
    assert objects(store, "site/private/") == []


def test_a_store_that_is_away_is_named_and_waited_for(store: Any, owner: User, weed: Server) -> None:
    stored = sent(owner, store)
    weed.stop()
    assert tasks.make_light_copy.func() == "store"
    weed.start()
    copy = LightCopy.objects.get()
    assert (copy.state, copy.failure) == (ClipState.QUEUED, "store")
    assert objects(store, "site/private/") == [private_key(stored.path)]
    LightCopy.objects.update(enqueued_at=build.NOON)
    assert tasks.make_light_copy.func() == "made"


def test_a_file_that_is_not_in_the_store_is_named(store: Any, owner: User) -> None:
    stored = sent(owner, store)
    s3.remove(private_key(stored.path))
    assert tasks.make_light_copy.func() == "source_gone"
