"""What a seller's clip may tell, how many, and what happens to it and its files."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from media.errors import MediaRefused
from media.kinds import ClipState
from media.lease import LEASE
from media.models import StoredFile
from media.periodic import remove_left_overs
from media.shop_clips import making, tasks
from media.shop_clips.actions import ask_for_final, remove_shop_clip, try_again
from media.shop_clips.lease import claim_film
from media.shop_clips.models import ShopClip, ShopFilm
from media.shop_clips.periodic import look_after_shop_films, rescue_shop_films
from media.store import private_path
from tests import build
from tests.clips import things
from tests.media.files import recording

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path) -> None:
    settings.PRIVATE_ROOT, settings.CLIP_THREADS = tmp_path / "private", 1


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A film that is there at once."""

    def composed(film, part, lease):
        part.write_bytes(recording("quick.mp4", sound=False))
        return making.Facts("mp4", film.clip.length_s * 1000, "h264", "", 360, 640)

    monkeypatch.setattr(making, "_composed", composed)


def film(clip: ShopClip, quality: str = "preview") -> ShopFilm:
    return clip.films.get(quality=quality)


def test_a_clip_asks_for_its_preview_and_keeps_what_was_told(people) -> None:
    clip = things.clip(people.learner, product="น้ำพริก 🌶️ สูตร\x00แม่", place=" ต.นาข่า ")
    clip.refresh_from_db()
    assert (clip.product, clip.place, clip.length_s) == ("น้ำพริก สูตร แม่", "ต.นาข่า", 15)
    assert clip.words == ["ตำมือทุกเช้า", "พี่ ๆ กี่กระปุกก็ส่ง"]
    assert film(clip).state == ClipState.QUEUED
    assert film(clip).enqueued_at is not None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"product": "🌶️🌶️"}, "product"),
        ({"product": "ก" * 81}, "product"),
        ({"price_baht": Decimal(0)}, "price_baht"),
        ({"price_baht": Decimal("NaN")}, "price_baht"),
        ({"price_baht": Decimal(10_000_000)}, "price_baht"),
        ({"place": "ก" * 81}, "place"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://x.co/" + "a" * 200}, "link"),
        ({"words": "ก" * 61}, "words"),
        ({"words": "ก\n" * 6}, "words"),
        ({"words": ("ก" * 60 + "\n") * 3}, "words"),
        ({"length_s": 16}, "length_s"),
    ],
)
def test_what_cannot_stand_in_a_clip_is_refused_at_its_field(people, facts, field) -> None:
    with pytest.raises(MediaRefused) as caught:
        things.clip(people.learner, **facts)
    assert (caught.value.field, caught.value.status) == (field, 422)
    assert any("ก" <= letter <= "ฮ" for letter in str(caught.value.message))
    assert not ShopClip.objects.exists()


def test_more_words_fit_into_a_longer_clip(people) -> None:
    assert things.clip(people.learner, words=("ก" * 60 + "\n") * 3, length_s=30).length_s == 30


def test_none_or_six_photos_are_refused(people) -> None:
    for photos in (None, [things.picture(people.learner) for _ in range(6)]):
        facts = {"photos": photos} if photos else {"photos": [StoredFile(kind="audio")]}
        with pytest.raises(MediaRefused) as caught:
            things.clip(people.learner, **facts)
        assert caught.value.field == "photos"


def test_so_many_a_day_and_so_many_in_all(people, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = [things.picture(people.learner)]
    for _ in range(10):
        things.clip(people.learner, photos=shared)
    with pytest.raises(MediaRefused, match="too_many_today") as caught:
        things.clip(people.learner, photos=shared)
    assert caught.value.status == 429
    things.clip(people.classmate)
    things.clip(people.learner, photos=shared, at=build.NOON + timedelta(days=1))
    monkeypatch.setattr("media.shop_clips.rules.MOST_KEPT", 11)
    with pytest.raises(MediaRefused, match="too_many_kept"):
        things.clip(people.learner, photos=shared, at=build.NOON + timedelta(days=2))


def test_previews_are_made_before_films_to_post(people, quick) -> None:
    first, second = things.clip(people.learner), things.clip(people.classmate)
    ask_for_final(first, at=build.NOON)
    ask_for_final(first, at=build.NOON)
    order = []
    while lease := claim_film(at=build.NOON):
        order.append(ShopFilm.objects.get(pk=lease.key))
    assert [(one.clip_id, one.quality) for one in order] == [
        (first.pk, "preview"),
        (second.pk, "preview"),
        (first.pk, "final"),
    ]


def test_a_film_is_kept_as_a_private_file_of_its_owner(people, quick) -> None:
    clip = things.clip(people.learner)
    assert tasks.make_shop_film.func() == "made"
    made = film(clip)
    assert (made.state, made.percent, made.file.owner_id) == (ClipState.READY, 100, people.learner.user_id)
    assert private_path(made.file.path).stat().st_size == made.file.size_bytes
    assert tasks.make_shop_film.func() == "nothing"


def test_a_clip_that_is_removed_while_it_is_made_leaves_nothing(people, monkeypatch, settings) -> None:
    clip = things.clip(people.learner)

    def composed(film, part, lease):
        remove_shop_clip(ShopClip.objects.get(pk=film.clip_id))
        part.write_bytes(recording("quick.mp4", sound=False))
        return making.Facts("mp4", 15_000, "h264", "", 360, 640)

    monkeypatch.setattr(making, "_composed", composed)
    assert tasks.make_shop_film.func() == "lost"
    assert not ShopClip.objects.filter(pk=clip.pk).exists()
    assert [path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()] == []
    assert not StoredFile.objects.exists()


def test_removing_keeps_photos_that_another_clip_needs(people, quick, settings) -> None:
    shared, own = things.picture(people.learner), things.picture(people.learner)
    one = things.clip(people.learner, photos=[shared, own])
    other = things.clip(people.learner, photos=[shared])
    assert tasks.make_shop_film.func() == "made"
    remove_shop_clip(one)
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [shared.pk]
    assert [path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()] == [
        private_path(shared.path)
    ]
    assert other.photos.count() == 1


def test_three_failures_are_told_and_tried_again_by_hand(people, monkeypatch, settings) -> None:
    def fails(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_composed", fails)
    clip = things.clip(people.learner)
    for state in (ClipState.QUEUED, ClipState.QUEUED, ClipState.FAILED):
        look_after_shop_films(build.NOON)
        assert tasks.make_shop_film.func() == "disk"
        assert film(clip).state == state
    try_again(clip, quality="preview", at=build.NOON)
    assert (film(clip).state, film(clip).attempts) == (ClipState.QUEUED, 0)
    try_again(clip, quality="final", at=build.NOON)
    assert clip.films.count() == 1


def test_the_film_of_a_killed_worker_is_made_by_another(people, quick) -> None:
    clip = things.clip(people.learner)
    assert claim_film(at=build.NOON) is not None
    assert tasks.make_shop_film.func() == "nothing"
    look_after_shop_films(build.NOON + timedelta(minutes=2))
    assert tasks.make_shop_film.func() == "made"
    assert film(clip).attempts == 2


def test_nightly_clearing_keeps_photos_and_films(people, quick) -> None:
    from courses.milestones.pictures import remove_unsent as remove_pictures
    from courses.practice.delivery import remove_unsent as remove_recordings

    clip = things.clip(people.learner)
    assert tasks.make_shop_film.func() == "made"
    later = build.NOON + timedelta(days=9)
    remove_pictures(later)
    remove_recordings(later)
    remove_left_overs(later)
    assert private_path(film(clip).file.path).exists()
    assert private_path(clip.photos.get().stored_file.path).exists()


def test_the_database_holds_the_rules(people) -> None:
    clip = things.clip(people.learner)
    for change in ({"price_baht": 0}, {"length_s": 20}, {"product": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ShopClip.objects.filter(pk=clip.pk).update(**change)
    for change in ({"state": "ready"}, {"state": "working"}, {"state": "failed"}, {"percent": 101}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ShopFilm.objects.filter(clip=clip).update(**change)


def test_an_idle_worker_takes_a_film_back_as_soon_as_its_lease_is_over(people, quick) -> None:
    clip = things.clip(people.learner)
    assert claim_film(at=build.NOON) is not None
    rescue_shop_films(build.NOON + LEASE)
    assert tasks.make_shop_film.func() == "nothing"
    rescue_shop_films(build.NOON + LEASE * 1.1)
    assert tasks.make_shop_film.func() == "made"
    assert film(clip).attempts == 2
