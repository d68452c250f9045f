"""A practice clip's light copy, with the real tools: upright, small, seekable."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lms.accounts.models import User
from media import limits
from media.actions import store_photo, store_recording
from media.film import FilmError
from media.light_copies import making, tasks
from media.light_copies.actions import ask_for_light_copy, retry_light_copy
from media.light_copies.lease import claim_light_copy
from media.models import ClipState, FileKind, LightCopy, StoredFile
from media.probe import probe
from media.store import private_path
from tests import build
from tests.media import files
from tests.media.ingest import films

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film]


@pytest.fixture
def owner(db: None) -> User:
    return build.learner().user


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT, settings.CLIP_ROOT = tmp_path / "private", tmp_path / "clips"
    settings.CLIP_THREADS = 1


def sent(owner: User, content: bytes | None = None) -> StoredFile:
    content = content or films.film(seconds=1)
    stored = store_recording(owner, upload=files.upload(content, "v.mp4"), kind="video", at=build.NOON)
    ask_for_light_copy(stored, at=build.NOON)
    return stored


def all_files(settings: Any) -> list[Path]:
    roots = (Path(settings.PRIVATE_ROOT), Path(settings.CLIP_ROOT))
    return [path for root in roots for path in root.rglob("*") if path.is_file()]


def test_a_phones_clip_becomes_upright_small_and_seekable(owner: User, settings: Any) -> None:
    content = films.turned(270, size="1280x720", seconds=2, rate=30)
    stored = sent(owner, content)
    first = private_path(stored.path)
    assert tasks.make_light_copy.func() == "made"
    stored.refresh_from_db()
    path = private_path(stored.path)
    facts = probe(path)
    assert facts is not None
    assert (facts.width_px, facts.height_px) == (stored.width_px, stored.height_px) == (480, 854)
    assert facts.duration_ms == pytest.approx(2000, abs=200)
    assert films.loudness(path) == pytest.approx(-16, abs=1)
    whole = path.read_bytes()
    assert whole.index(b"moov") < whole.index(b"mdat")
    assert stored.size_bytes == len(whole)
    told = files.words_of(path)
    assert not any(word in told for word in ("rotation", "location", "17.4083", "สมใจ"))
    assert stored.sent_sha256 == hashlib.sha256(content).hexdigest()
    assert not first.exists()
    assert all_files(settings) == [path]
    copy = stored.light_copy
    assert (copy.state, copy.percent, copy.attempts, copy.failure) == (ClipState.READY, 100, 1, "")


def test_a_small_clip_is_never_made_larger_and_needs_no_sound(owner: User) -> None:
    stored = sent(owner, films.film(sound=False))
    assert tasks.make_light_copy.func() == "made"
    stored.refresh_from_db()
    assert (stored.width_px, stored.height_px, stored.content_type) == (160, 120, "video/mp4")


def test_photos_and_sound_are_light_already(owner: User) -> None:
    sound = files.upload(files.recording("a.m4a", picture=False), "a.m4a")
    for stored in (
        store_photo(owner, upload=files.upload(files.photo()), at=build.NOON),
        store_recording(owner, upload=sound, kind=FileKind.AUDIO, at=build.NOON),
    ):
        assert ask_for_light_copy(stored, at=build.NOON) is None
    assert not LightCopy.objects.exists()


def test_asking_twice_is_asking_once(owner: User) -> None:
    stored = sent(owner)
    assert ask_for_light_copy(stored, at=build.NOON) == LightCopy.objects.get()


def test_a_failure_keeps_what_was_sent_and_gives_up_after_three_times(
    owner: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_more: object) -> None:
        raise FilmError("failed", "no")

    monkeypatch.setattr("media.making.make_ladder", fails)
    stored = sent(owner)
    for state in (ClipState.QUEUED, ClipState.QUEUED, ClipState.FAILED):
        LightCopy.objects.update(enqueued_at=build.NOON)
        assert tasks.make_light_copy.func() == "encode"
        assert (LightCopy.objects.get().state, LightCopy.objects.get().failure) == (state, "encode")
        assert all_files(settings) == [private_path(stored.path)]
    assert "ffmpeg" in LightCopy.objects.get().why
    monkeypatch.undo()
    retry_light_copy(stored, at=build.NOON)
    assert LightCopy.objects.get().attempts == 0
    assert tasks.make_light_copy.func() == "made"


def test_what_cannot_be_made_is_not_tried_again(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = sent(owner)
    private_path(stored.path).unlink()
    assert tasks.make_light_copy.func() == "source_gone"
    assert (LightCopy.objects.get().state, LightCopy.objects.get().attempts) == (ClipState.FAILED, 1)


def test_only_a_failed_copy_is_made_again(owner: User) -> None:
    stored = sent(owner)
    LightCopy.objects.update(attempts=2)
    retry_light_copy(stored, at=build.NOON)
    assert LightCopy.objects.get().attempts == 2


def test_a_worker_that_lost_its_lease_changes_nothing(owner: User, settings: Any) -> None:
    stored = sent(owner)
    slow = claim_light_copy(at=build.NOON)
    assert slow is not None
    assert claim_light_copy(at=build.NOON) is None
    LightCopy.objects.update(state=ClipState.QUEUED, lease_token=None, lease_until=None)
    with pytest.raises(making.LeaseLost):
        making.make_light(stored, slow)
    assert all_files(settings) == [private_path(stored.path)]
    assert StoredFile.objects.get().path == stored.path


def test_a_file_that_is_removed_while_its_copy_is_made_leaves_nothing(
    owner: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = sent(owner)
    encode = making.encode

    def removed_meanwhile(*args: Any, **more: Any) -> Any:
        StoredFile.objects.get().delete()
        return encode(*args, **more)

    monkeypatch.setattr(making, "encode", removed_meanwhile)
    assert tasks.make_light_copy.func() == "lost"
    assert all_files(settings) == []
    assert not StoredFile.objects.filter(pk=stored.pk).exists()


def test_removing_a_row_read_before_the_copy_came_removes_the_copy(owner: User, settings: Any) -> None:
    stored = sent(owner)
    assert tasks.make_light_copy.func() == "made"
    stored.delete()  # still holds the path of what was sent
    assert all_files(settings) == []
    assert not LightCopy.objects.exists()


def test_the_copy_stays_when_the_worker_is_stopped_right_after_the_row(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(path: str) -> None:
        raise SystemExit

    stored = sent(owner)
    monkeypatch.setattr(making, "remove_private", stops)
    with pytest.raises(SystemExit):
        tasks.make_light_copy.func()
    stored.refresh_from_db()
    assert LightCopy.objects.get().state == ClipState.READY
    assert private_path(stored.path).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "working"},
        {"state": "failed"},
        {"state": "ready"},
        {"percent": 101},
        {"lease_until": build.NOON},
    ],
)
def test_the_database_refuses_a_state_that_cannot_be(owner: User, wrong: dict[str, Any]) -> None:
    sent(owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        LightCopy.objects.update(**wrong)


def test_a_clip_of_ten_minutes_may_be_made(owner: User) -> None:
    from media.ingest.limits import LONGEST_MS

    assert limits.VIDEO_MS <= LONGEST_MS
