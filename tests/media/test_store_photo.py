"""Photos become upright JPEGs without a word about where they were taken."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError
from PIL import Image

from media import limits
from media.actions import store_photo
from media.errors import MediaRefused
from media.models import StoredFile
from media.store import private_path
from tests import build
from tests.media import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> object:
    return build.learner().user


def everything_in(folder: Path) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()] if Path(folder).exists() else []


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


def test_a_photo_is_kept_without_the_position_where_it_was_taken(owner) -> None:
    sent = files.photo()
    assert b"PhoneMaker" in sent
    stored = store_photo(owner, upload=files.upload(sent), at=build.NOON)
    kept = private_path(stored.path).read_bytes()
    with Image.open(private_path(stored.path)) as picture:
        assert not picture.getexif()
        assert set(picture.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
    assert b"PhoneMaker" not in kept
    assert b"Exif" not in kept
    assert stored.sent_sha256 == hashlib.sha256(sent).hexdigest()
    assert (stored.size_bytes, stored.content_type) == (len(kept), "image/jpeg")


def test_a_photo_taken_upright_stands_upright(owner) -> None:
    stored = store_photo(owner, upload=files.upload(files.photo(turned=6)), at=build.NOON)
    assert (stored.width_px, stored.height_px) == (480, 640)
    with Image.open(private_path(stored.path)) as picture:
        red, _green, blue = picture.getpixel((240, 20))
        assert red > 200 > blue
        red, _green, blue = picture.getpixel((240, 620))
        assert blue > 200 > red


def test_a_large_photo_is_made_small(owner) -> None:
    stored = store_photo(owner, upload=files.upload(files.photo((4000, 3000))), at=build.NOON)
    assert (stored.width_px, stored.height_px) == (1600, 1200)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_screenshots_are_welcome(owner, form: str) -> None:
    stored = store_photo(owner, upload=files.upload(files.photo((720, 1280), form)), at=build.NOON)
    assert stored.content_type == "image/jpeg"


def test_transparency_becomes_white(owner) -> None:
    from io import BytesIO

    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    stored = store_photo(owner, upload=files.upload(out.getvalue()), at=build.NOON)
    with Image.open(private_path(stored.path)) as picture:
        assert picture.getpixel((10, 10)) == (255, 255, 255)


def refusal_of(owner, content: bytes) -> MediaRefused:
    with pytest.raises(MediaRefused) as caught:
        store_photo(owner, upload=files.upload(content), at=build.NOON)
    assert not StoredFile.objects.exists()
    assert everything_in(settings.PRIVATE_ROOT) == []
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        b"<html>",
        b"\x00" * 4000,
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"BM" + b"\0" * 90,
    ],
)
def test_a_photo_that_is_not_a_photo_is_refused(owner, content: bytes) -> None:
    assert refusal_of(owner, content).code == "not_a_photo"


def test_a_photo_cut_off_on_its_way_is_refused(owner) -> None:
    assert refusal_of(owner, files.photo((1200, 900))[:3000]).code == "damaged_photo"


def test_an_empty_file_is_refused(owner) -> None:
    assert refusal_of(owner, b"").code == "empty"


def test_a_file_that_is_too_large_is_refused(owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PHOTO_BYTES", 500)
    assert refusal_of(owner, files.photo()).code == "too_large"


@pytest.mark.parametrize("size", [(9000, 9000), (20000, 20000)])
def test_a_picture_bomb_is_refused_before_it_is_decoded(owner, size: tuple[int, int]) -> None:
    from io import BytesIO

    out = BytesIO()
    Image.new("1", size).save(out, "PNG")
    assert len(out.getvalue()) < 200_000
    assert refusal_of(owner, out.getvalue()).code == "too_many_pixels"


def test_no_file_stays_when_its_row_cannot_be_written(owner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(StoredFile, "save", fails)
    with pytest.raises(DatabaseError):
        store_photo(owner, upload=files.upload(files.photo()), at=build.NOON)
    assert everything_in(settings.PRIVATE_ROOT) == []


def test_the_file_goes_after_its_row(owner, django_capture_on_commit_callbacks) -> None:
    stored = store_photo(owner, upload=files.upload(files.photo()), at=build.NOON)
    with django_capture_on_commit_callbacks() as callbacks:
        stored.delete()
    assert private_path(stored.path).exists()
    for callback in callbacks:
        callback()
    assert not private_path(stored.path).exists()
