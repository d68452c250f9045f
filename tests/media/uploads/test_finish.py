"""Finishing: a lesson's film is handed over as it was sent, practice work is looked into and kept clean."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from lms.accounts.models import User
from media.errors import MediaRefused
from media.models import Clip, SourceFile, StoredFile, Upload
from media.store import private_path
from media.uploads import actions, errors
from media.uploads.disk import arriving_path, source_path
from media.uploads.models import UploadState
from media.uploads.periodic import remove_stale
from tests.build import NOON
from tests.media import files
from tests.media.uploads import sending

pytestmark = [pytest.mark.django_db, pytest.mark.film]
FILM = sending.film(1_200_000)
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")


def sent(owner: User, content: bytes, **fields: object) -> Upload:
    upload = sending.begin(owner, content, **fields)
    sending.send_all(upload, content)
    return upload


def test_practice_work_becomes_a_file_without_position(learner: User) -> None:
    film = files.recording("a.mp4", *X264)
    done = sending.finish(sent(learner, film), film)
    stored = StoredFile.objects.get(pk=done.result_id)
    assert (stored.owner, stored.kind, stored.content_type) == (learner, "video", "video/mp4")
    assert stored.sent_sha256 == sending.sha(film)
    assert "location" not in files.words_of(private_path(stored.path))
    assert not arriving_path(done.pk).exists()


def test_sound_becomes_sound(learner: User) -> None:
    sound = files.recording("a.m4a", picture=False)
    done = sending.finish(sent(learner, sound, kind="audio", name="a.m4a"), sound)
    assert StoredFile.objects.get(pk=done.result_id).kind == "audio"


def test_a_lesson_film_is_kept_as_it_was_sent_and_becomes_a_clip(trainer: User) -> None:
    done = sending.finish(sent(trainer, FILM, name="ผ้าไหม.MOV"), FILM)
    clip = Clip.objects.get(key=done.result_id)
    assert (clip.title, clip.owner, clip.state) == ("ผ้าไหม", trainer, "queued")
    source = SourceFile.objects.get(pk=done.pk)
    assert (source.owner, source.name, source.size_bytes) == (trainer, "ผ้าไหม.MOV", 1_200_000)
    assert source_path(source.path).suffix == ".mov"


def test_finishing_again_gives_the_same_file(learner: User) -> None:
    film = files.recording("a.mp4", *X264)
    upload = sent(learner, film)
    first = sending.finish(upload, film).result_id
    assert sending.finish(Upload.objects.get(pk=upload.pk), film).result_id == first
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("owner", ["learner", "trainer"])
def test_two_calls_at_one_moment_make_one_file(owner: str, request: pytest.FixtureRequest) -> None:
    film = files.recording("a.mp4", *X264)
    upload = sent(request.getfixturevalue(owner), film)

    def call(_turn: int) -> object:
        try:
            return sending.finish(Upload.objects.get(pk=upload.pk), film).result_id
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        results = set(threads.map(call, range(3)))
    assert len(results) == 1
    assert (StoredFile.objects.count() + Clip.objects.count()) == 1


def test_hashes_that_are_not_those_of_the_parts_are_not_believed(trainer: User) -> None:
    upload = sent(trainer, FILM)
    for told in ([], ["0" * 64], ["0" * 64] * 2):
        with pytest.raises(errors.PartsMissing):
            actions.finish(upload, sha256=told, at=NOON)
    assert actions.missing_parts(upload) == [1, 2]


def test_what_is_no_film_is_refused_with_its_reason_and_its_bytes_go(learner: User) -> None:
    lie = b"<html>" * 1000
    upload = sent(learner, lie)
    for code in ("not_media", "not_media"):
        with pytest.raises(MediaRefused) as caught:
            sending.finish(upload, lie)
        assert caught.value.code == code
    assert Upload.objects.get(pk=upload.pk).state == UploadState.REFUSED
    assert not arriving_path(upload.pk).exists()
    assert not StoredFile.objects.exists()


def test_nothing_can_be_added_to_what_is_over(learner: User) -> None:
    upload = sent(learner, FILM)
    actions.cancel(upload, at=NOON)
    upload.refresh_from_db()
    assert upload.state == UploadState.CANCELLED
    assert not arriving_path(upload.pk).exists()
    with pytest.raises(MediaRefused) as caught:
        sending.send(upload, FILM, 1)
    assert caught.value.code == "upload-ended"


def test_seven_days_later_a_stale_upload_is_gone(trainer: User, learner: User) -> None:
    content = FILM
    stale, done = sending.begin(learner, content), sent(trainer, content)
    sending.send(stale, content, 1)
    sending.finish(done, content)
    assert remove_stale(NOON + timedelta(days=6, hours=23)) == 0
    assert arriving_path(stale.pk).exists()
    assert remove_stale(NOON + timedelta(days=7, minutes=1)) == 2
    assert not arriving_path(stale.pk).exists()
    assert source_path(SourceFile.objects.get().path).exists()


def test_bytes_that_no_upload_knows_go_after_a_day(settings: Any, tmp_path: Path, db: None) -> None:
    import os

    root = tmp_path / "arriving"
    root.mkdir()
    (root / "left-over").write_bytes(b"x")
    os.utime(root / "left-over", (1, 1))
    (root / "fresh").write_bytes(b"x")
    remove_stale(NOON)
    assert [path.name for path in root.iterdir()] == ["fresh"]
