"""Photos and clips that a phone sealed: opened when their item comes, through the checks of any other."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from courses.models import Claim, Evidence, RejectedItem, Submission, SubmissionFile
from courses.sync.sealing import from_base64url
from lms.dates import now
from media.models import StoredFile, Upload
from media.uploads import sealed
from media.uploads.periodic import remove_stale
from tests import build
from tests.media import files
from tests.sync.phones import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.UPLOAD_ROOT = tmp_path / "arriving"
    settings.SOURCE_ROOT = tmp_path / "sources"
    settings.SEALED_ROOT = tmp_path / "sealed"


@pytest.fixture
def phone(people: build.People) -> Phone:
    return Phone(people.learner)


def sealed_bytes(settings: Any) -> list[Path]:
    return list(Path(settings.SEALED_ROOT).glob("??/*"))


def test_practice_work_with_a_clip_and_a_photo(phone: Phone, settings: Any) -> None:
    lesson = build.published(practice_kinds=["video", "photo"])
    clip = files.recording("a.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")
    sent = [phone.file(clip, "video"), phone.file(files.photo(), "photo")]
    made = now() - timedelta(days=2)
    item = phone.practice(lesson, "", sent, at=made)
    assert phone.outcomes(phone.seal(item)) == ["stored"]
    assert phone.outcomes(phone.seal(item), item) == ["duplicate", "duplicate"]
    stored = [row.stored_file for row in SubmissionFile.objects.order_by("stored_file__kind")]
    assert [file.kind for file in stored] == ["photo", "video"]
    assert {file.owner for file in stored} == {phone.learner.user}
    assert {file.created_at for file in stored} == {made}
    kept = Path(settings.PRIVATE_ROOT) / stored[0].path
    assert b"PhoneMaker" not in kept.read_bytes()  # where and with what a photo was taken is left out
    assert not sealed_bytes(settings)


def test_a_claim_with_pictures_counts_as_evidence(phone: Phone) -> None:
    order = phone.file(files.photo(), "photo", evidence="order-screenshot")
    parcel = phone.file(files.photo((320, 200)), "photo", evidence="parcel-photo")
    sale = phone.shop(milestone="M6", happened_on="2026-11-17", url="") | {}
    sale["body"]["files"] = [order, parcel]
    assert phone.outcomes(phone.seal(sale)) == ["stored"]
    assert sorted(Evidence.objects.values_list("kind", flat=True)) == ["order-screenshot", "parcel-photo"]
    assert Claim.objects.get().state == "pending"


def test_an_item_whose_files_are_on_their_way_waits_on_the_phone(phone: Phone) -> None:
    lesson = build.published(practice_kinds=["photo"])
    missing = {"upload": str(uuid.uuid4()), "key": "A" * 43, "kind": "photo"}
    item = phone.practice(lesson, files=[missing])
    assert phone.outcomes(item) == ["rejected files-missing"]
    # It is no fault of anybody: nothing stands at the desk.
    assert not RejectedItem.objects.exists()
    item["body"]["files"] = [phone.file(files.photo(), "photo")]
    assert phone.outcomes(item) == ["stored"]


def test_a_file_of_another_profile_is_not_there(people: build.People, phone: Phone) -> None:
    lesson = build.published(practice_kinds=["photo"])
    theirs = Phone(people.classmate).file(files.photo(), "photo")
    assert phone.outcomes(phone.practice(lesson, files=[theirs])) == ["rejected files-missing"]


def test_a_wrong_key_or_no_photo_is_rejected_and_kept_for_another_try(phone: Phone, settings: Any) -> None:
    lesson = build.published(practice_kinds=["photo"])
    good = phone.file(files.photo(), "photo")
    wrong_key = phone.practice(lesson, files=[good | {"key": "A" * 43}])
    no_photo = phone.practice(lesson, files=[phone.file(b"no photo at all", "photo")])
    no_clip = phone.practice(lesson, files=[phone.file(b"no clip at all", "video")])
    twice = phone.practice(lesson, files=[good, good])
    short_key = phone.practice(lesson, files=[good | {"key": "A"}])
    assert phone.outcomes(wrong_key, no_photo, no_clip, twice, short_key) == [
        "rejected file-damaged",
        "rejected not_a_photo",
        "rejected not_media",
        "rejected unreadable",
        "rejected unreadable",
    ]
    assert RejectedItem.objects.count() == 5
    assert len(sealed_bytes(settings)) == 3
    assert not Submission.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_comes_with_one_item(phone: Phone) -> None:
    lesson = build.published(practice_kinds=["photo"])
    photo = phone.file(files.photo(), "photo")
    assert phone.outcomes(phone.practice(lesson, files=[photo]), phone.practice(lesson, files=[photo])) == [
        "stored",
        "rejected file-used",
    ]


def test_what_takes_too_long_waits_for_the_next_call(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = build.published(practice_kinds=["photo"])
    item = phone.practice(lesson, files=[phone.file(files.photo(), "photo")])
    monkeypatch.setattr("courses.sync.actions.FILES_S", -1.0)
    assert phone.outcomes(phone.progress(lesson, 1), item) == ["stored", "rejected files-missing"]
    monkeypatch.undo()
    assert phone.outcomes(item) == ["stored"]


def test_sealed_files_that_nobody_comes_for_go_after_a_month(phone: Phone, settings: Any) -> None:
    phone.file(files.photo(), "photo")
    remove_stale(now() + timedelta(days=29))
    assert Upload.objects.count() == 1
    assert len(sealed_bytes(settings)) == 1
    remove_stale(now() + timedelta(days=31))
    assert not Upload.objects.exists()
    assert not sealed_bytes(settings)


def test_a_sealed_file_opens_chunk_by_chunk_and_every_change_is_noticed(phone: Phone, settings: Any) -> None:
    content = bytes(range(256)) * 4096 * 2 + b"end"  # two whole chunks and a little
    sent = phone.file(content, "video")
    upload = Upload.objects.get()
    key = from_base64url(sent["key"])
    with sealed.opened(upload, key) as plain:
        assert plain.path.read_bytes() == content
    (path,) = sealed_bytes(settings)
    whole = path.read_bytes()
    chunk = sealed.SEALED_CHUNK_BYTES + sealed.SEAL_BYTES
    assert len(whole) == len(content) + 3 * sealed.SEAL_BYTES
    swapped = whole[chunk : 2 * chunk] + whole[:chunk] + whole[2 * chunk :]
    flipped = whole[:-1] + bytes([whole[-1] ^ 1])
    for changed in (swapped, flipped):
        path.write_bytes(changed)
        with pytest.raises(sealed.MediaRefused) as refused, sealed.opened(upload, key):
            pass
        assert refused.value.code == "file-damaged"
    assert not list((Path(settings.PRIVATE_ROOT) / "incoming").iterdir())
