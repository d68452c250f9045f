"""A seller's clip where photos and films lie in the store: fetched for the making, the film kept there."""

from typing import Any

import pytest

from media.shop_clips import tasks
from media.store import private_path
from tests.build import People
from tests.clips import things
from tests.s3.conftest import BUCKET

pytestmark = [pytest.mark.xdist_group("s3"), pytest.mark.film, pytest.mark.django_db(transaction=True)]


def test_a_clip_is_made_of_photos_in_the_store_and_kept_there(
    store: Any, people: People, settings: Any, tmp_path: Any
) -> None:
    settings.CLIP_ROOT, settings.CLIP_THREADS = tmp_path / "clips", 1
    clip = things.clip(people.learner)
    photo = clip.photos.get().stored_file
    assert not private_path(photo.path).exists()
    assert tasks.make_shop_film.func() == "made"
    film = clip.films.get().file
    assert not private_path(film.path).exists()
    kept = store.head_object(Bucket=BUCKET, Key=f"site/private/{film.path}")
    assert kept["ContentLength"] == film.size_bytes
    assert not list((tmp_path / "clips").rglob("advert-*"))
