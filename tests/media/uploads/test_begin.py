"""Beginning an upload: all that can be refused is refused before the first byte."""

import uuid
from collections import namedtuple
from datetime import timedelta
from typing import Any

import pytest

from lms.accounts.models import User
from media.errors import MediaRefused
from media.uploads import actions, rules
from media.uploads.models import Upload
from tests.build import NOON
from tests.media.uploads import sending

pytestmark = pytest.mark.django_db
MB = 1_000_000


def refusal(owner: User, **fields: Any) -> MediaRefused:
    with pytest.raises(MediaRefused) as caught:
        sending.begin(owner, b"", **{"size_bytes": MB, **fields})
    return caught.value


def test_beginning_again_finds_the_same_upload(trainer: User) -> None:
    key = uuid.uuid4()
    first, again = (sending.begin(trainer, b"film", upload_id=key) for _ in range(2))
    assert first.pk == again.pk
    assert Upload.objects.count() == 1


def test_an_id_serves_one_file_of_one_person(trainer: User, learner: User) -> None:
    key = sending.begin(trainer, b"film").pk
    assert refusal(trainer, upload_id=key, size_bytes=7).code == "upload-taken"
    assert refusal(learner, upload_id=key, size_bytes=4).code == "upload-taken"


@pytest.mark.parametrize(("purpose", "most"), [("lesson", 500 * MB), ("practice", 150 * MB)])
def test_a_file_may_be_as_large_as_its_purpose_allows(
    trainer: User, learner: User, purpose: str, most: int
) -> None:
    owner = trainer if purpose == "lesson" else learner
    assert sending.begin(owner, b"", size_bytes=most).size_bytes == most
    error = refusal(owner, size_bytes=most + 1)
    assert (error.code, error.status) == ("too-large", 413)
    assert f"{most // MB} MB" in str(error.message)


@pytest.mark.parametrize(
    ("name", "kind", "content_type", "is_taken"),
    [
        ("VID_20261121.MP4", "video", "", True),
        ("ผ้าไหม.mov", "video", "video/quicktime", True),
        ("no ending", "video", "video/mp4", True),
        ("voice.amr", "audio", "", True),
        ("report.pdf", "video", "application/pdf", False),
        ("film.exe", "video", "video/mp4", False),
        ("no ending", "video", "", False),
        ("photo.jpg", "video", "image/jpeg", False),
        ("film.mov", "audio", "", False),
    ],
)
def test_only_films_and_sound_are_taken(
    learner: User, name: str, kind: str, content_type: str, is_taken: bool
) -> None:
    wanted = {"name": name, "kind": kind, "content_type": content_type, "size_bytes": 9}
    if is_taken:
        assert sending.begin(learner, b"", **wanted).name == name
    else:
        assert refusal(learner, **wanted).code == "wrong-kind"


def test_lessons_are_for_staff_and_practice_for_learners(trainer: User, learner: User) -> None:
    assert refusal(learner, purpose="lesson").status == 403
    assert refusal(trainer, purpose="practice").status == 403


def test_a_day_has_an_end_and_the_next_one_begins_anew(learner: User, settings: Any) -> None:
    settings.UPLOAD_PRACTICE_DAY_BYTES = 100 * MB
    sending.begin(learner, b"", size_bytes=60 * MB)
    error = refusal(learner, size_bytes=60 * MB)
    assert (error.code, error.status) == ("day-is-full", 429)
    assert sending.begin(learner, b"", size_bytes=40 * MB)
    assert sending.begin(learner, b"", size_bytes=60 * MB, at=NOON + timedelta(days=1))


def test_what_was_cancelled_before_a_byte_came_takes_nothing_of_the_day(learner: User, settings: Any) -> None:
    settings.UPLOAD_PRACTICE_DAY_BYTES = 100 * MB
    actions.cancel(sending.begin(learner, b"", size_bytes=90 * MB), at=NOON)
    assert sending.begin(learner, b"", size_bytes=90 * MB)


def test_ten_files_may_be_on_their_way(learner: User) -> None:
    for _ in range(rules.MOST_OPEN):
        sending.begin(learner, b"film")
    assert refusal(learner).code == "too-many-open"


def test_a_full_disk_is_said_before_the_first_byte(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")(10**12, 10**12, rules.SPARE_BYTES)
    monkeypatch.setattr(rules.shutil, "disk_usage", lambda path: usage)
    error = refusal(learner)
    assert (error.code, error.status) == ("no-room", 507)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\fakepath\\คลิป.mp4", "คลิป.mp4"),
        ("../../etc/cron.d/x.mp4", "x.mp4"),
        ("a\x00\x1b[31m.mp4", "a[31m.mp4"),
        ("ก" * 500 + ".mp4", "ก" * 196 + ".mp4"),
    ],
)
def test_a_name_is_kept_without_what_does_harm(learner: User, given: str, kept: str) -> None:
    assert sending.begin(learner, b"film", name=given).name == kept
