"""Parts and pieces: any order, any repetition, broken off anywhere, and the file is what was sent."""

import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.accounts.models import User
from media.errors import MediaRefused
from media.models import SourceFile, UploadPart
from media.uploads import actions, errors
from media.uploads.disk import arriving_path, source_path
from media.uploads.models import PIECE_BYTES, Upload
from tests.build import NOON
from tests.media.uploads import sending
from tests.media.uploads.conftest import PART_BYTES

pytestmark = pytest.mark.django_db
CONTENT = sending.film(3 * PART_BYTES + 12_345)


def kept(upload: Upload) -> bytes:
    return source_path(SourceFile.objects.get(pk=upload.result_id).path).read_bytes()


def test_parts_know_their_places(trainer: User) -> None:
    upload = sending.begin(trainer, CONTENT)
    sizes = [upload.part_size(number) for number in range(1, upload.part_count + 1)]
    assert sizes == [PART_BYTES, PART_BYTES, PART_BYTES, 12_345]
    assert [upload.piece_count(number) for number in (1, 4)] == [3, 1]
    assert upload.piece_size(1, 2) == PART_BYTES - 2 * PIECE_BYTES


class Hangs(io.BytesIO):
    """A body that ends before it should, as when the phone loses its network."""

    def __init__(self, content: bytes, after: int) -> None:
        super().__init__(content[:after])


# What a phone does: (part, piece or None for the whole part, how much of it gets through).
STEPS = st.lists(
    st.tuples(st.integers(1, 4), st.one_of(st.none(), st.integers(0, 2)), st.floats(0, 1) | st.just(1.0)),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, last=st.permutations([1, 2, 3, 4]))
def test_any_order_and_repetition_gives_the_file_that_was_sent(
    trainer: User, steps: list[tuple[int, int | None, float]], last: list[int]
) -> None:
    upload = sending.begin(trainer, CONTENT)
    for number, piece, share in steps:
        attempt(upload, number, piece, share)
        if actions.missing_parts(upload):
            with pytest.raises(errors.PartsMissing):
                sending.finish(upload, CONTENT)
    sending.send_all(upload, CONTENT, last)
    done = sending.finish(upload, CONTENT)
    assert kept(done) == CONTENT
    assert not arriving_path(upload.pk).exists()
    Upload.objects.all().delete()


def attempt(upload: Upload, number: int, piece: int | None, share: float) -> None:
    part = sending.part_of(upload, CONTENT, number)
    if piece is not None:
        part = part[piece * PIECE_BYTES :][:PIECE_BYTES]
    sent = {"number": number, "sha256": sending.sha(part), "at": NOON}
    stream = Hangs(part, int(len(part) * share))
    with suppress(MediaRefused):
        if piece is None:
            actions.take_part(upload, **sent, stream=stream)
        else:
            actions.take_piece(upload, **sent, piece=piece, stream=stream)


def test_pieces_make_a_part_when_the_last_one_is_here(trainer: User) -> None:
    upload = sending.begin(trainer, CONTENT)
    assert [sending.send_piece(upload, CONTENT, 2, piece) for piece in (2, 0, 0, 1)] == [
        False,
        False,
        False,
        True,
    ]
    assert actions.missing_parts(upload) == [1, 3, 4]
    part = UploadPart.objects.get(upload=upload, number=2)
    assert part.sha256 == sending.sha(sending.part_of(upload, CONTENT, 2))


def test_a_part_that_is_not_what_its_hash_says_stays_missing(trainer: User) -> None:
    upload = sending.begin(trainer, CONTENT)
    other = io.BytesIO(b"x" * PART_BYTES)
    with pytest.raises(MediaRefused) as caught:
        actions.take_part(upload, number=1, sha256="0" * 64, stream=other, at=NOON)
    assert (caught.value.code, caught.value.status) == ("wrong-hash", 422)
    assert 1 in actions.missing_parts(upload)


def test_a_part_that_came_cannot_become_another(trainer: User) -> None:
    upload = sending.begin(trainer, CONTENT)
    sending.send(upload, CONTENT, 1)
    with pytest.raises(MediaRefused) as caught:
        actions.take_part(upload, number=1, sha256="0" * 64, stream=io.BytesIO(b""), at=NOON)
    assert caught.value.code == "part-differs"


def test_what_rotted_on_the_disk_is_asked_for_again(trainer: User) -> None:
    upload = sending.begin(trainer, CONTENT)
    sending.send_all(upload, CONTENT)
    with arriving_path(upload.pk).open("r+b") as file:
        file.seek(2 * PART_BYTES + 5)
        file.write(b"rot")
    with pytest.raises(errors.PartsMissing):
        sending.finish(upload, CONTENT)
    assert actions.missing_parts(upload) == [3]
    sending.send(upload, CONTENT, 3)
    assert kept(sending.finish(upload, CONTENT)) == CONTENT


def test_a_file_lost_from_the_disk_is_asked_for_again(trainer: User) -> None:
    upload = sending.begin(trainer, CONTENT)
    sending.send_all(upload, CONTENT)
    arriving_path(upload.pk).unlink()
    with pytest.raises(errors.PartsMissing):
        sending.finish(upload, CONTENT)
    assert actions.missing_parts(upload) == [1, 2, 3, 4]
    sending.send_all(upload, CONTENT)
    assert kept(sending.finish(upload, CONTENT)) == CONTENT


def test_a_full_disk_is_said_and_the_part_stays_missing(
    trainer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    upload = sending.begin(trainer, CONTENT)
    monkeypatch.setattr("media.uploads.disk.os.pwrite", full)
    with pytest.raises(MediaRefused) as caught:
        sending.send(upload, CONTENT, 1)
    assert (caught.value.code, caught.value.status) == ("no-room", 507)
    assert 1 in actions.missing_parts(upload)


def test_nothing_is_written_twice(trainer: User, tmp_path: Path) -> None:
    upload = sending.begin(trainer, CONTENT)
    sending.send_all(upload, CONTENT)
    inode = arriving_path(upload.pk).stat().st_ino
    done = sending.finish(upload, CONTENT)
    assert source_path(SourceFile.objects.get(pk=done.pk).path).stat().st_ino == inode
