"""The verbs of an upload: begin, take a part or a piece, finish, cancel. Each may be repeated."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from lms.accounts.models import User
from media import s3
from media.uploads import errors, remote, rules
from media.uploads.disk import Readable, arriving_path, hash_of, one_at_a_time, write_at
from media.uploads.hand_over import hand_over, where
from media.uploads.models import PIECE_BYTES, Store, Upload, UploadPart, UploadState

__all__ = [
    "begin",
    "cancel",
    "finish",
    "link_part",
    "missing_parts",
    "note_part",
    "take_part",
    "take_piece",
]


def begin(
    owner: User,
    *,
    upload_id: uuid.UUID,
    name: str,
    size_bytes: int,
    purpose: str,
    kind: str,
    content_type: str = "",
    at: datetime,
) -> Upload:
    """Begin to send a file, or find it again as it was left.

    All that can be refused is refused here, before the first byte: who, kind, size, the day's amount,
    room on the disk. Raises MediaRefused with a sentence that says what to do.
    """
    name = rules.tidy_name(name)
    rules.refuse_stranger(owner, purpose)
    if (earlier := Upload.objects.filter(pk=upload_id).first()) is not None:
        return _same_upload(earlier, owner, size_bytes, purpose, kind)
    rules.refuse_kind(purpose, name, kind, content_type)
    rules.refuse_size(purpose, size_bytes)
    with transaction.atomic():
        # One person's beginnings take turns: two at once must not both find the day empty.
        User.objects.select_for_update().get(pk=owner.pk)
        if (twin := Upload.objects.filter(pk=upload_id).first()) is not None:
            return _same_upload(twin, owner, size_bytes, purpose, kind)
        rules.refuse_amount(owner, purpose, size_bytes, at)
        return Upload.objects.create(
            id=upload_id,
            owner=owner,
            purpose=purpose,
            kind=kind,
            name=name,
            size_bytes=size_bytes,
            part_bytes=settings.UPLOAD_PART_BYTES,
            store=Store.S3 if s3.is_on() else Store.DISK,
            store_key=remote.key_for(upload_id, purpose, name, kind) if s3.is_on() else "",
            begun_at=at,
        )


def missing_parts(upload: Upload) -> list[int]:
    """Return the numbers of the parts that have not arrived whole."""
    here = set(upload.parts.exclude(sha256="").values_list("number", flat=True))
    return [number for number in range(1, upload.part_count + 1) if number not in here]


def take_part(upload: Upload, *, number: int, sha256: str, stream: Readable, at: datetime) -> None:
    """Write one part at its place. Any order, any number of times.

    Raises MediaRefused where the part is cut off or not what its hash says; then it is still missing.
    """
    if _is_here(upload, number, sha256):
        return
    written = write_at(arriving_path(upload.pk), upload.part_start(number), upload.part_size(number), stream)
    if written != sha256:
        raise errors.wrong_hash()
    _note_whole(upload, number, sha256, at)


def link_part(upload: Upload, *, number: int, sha256: str) -> tuple[str, dict[str, str]]:
    """Return the link to the store for one part with this hash, and the headers to send with it."""
    if not remote.is_remote(upload):
        raise errors.no_such_part()
    _is_here(upload, number)
    return remote.link_for(upload, number=number, sha256=sha256)


def note_part(upload: Upload, *, number: int, sha256: str, etag: str, at: datetime) -> None:
    """Note that a part went to the store. Whether it is there is asked when the upload is finished."""
    if not remote.is_remote(upload):
        raise errors.no_such_part()
    if not _is_here(upload, number, sha256):
        remote.note_arrived(upload, number=number, sha256=sha256, etag=etag, at=at)


def take_piece(
    upload: Upload, *, number: int, piece: int, sha256: str, stream: Readable, at: datetime
) -> bool:
    """Write one piece of a part, for networks that break before a part is through.

    `sha256` is the piece's own. Returns whether the part is whole now. Raises MediaRefused as `take_part`.
    """
    if _is_here(upload, number):
        return True
    if not 0 <= piece < upload.piece_count(number):
        raise errors.no_such_part()
    path, size = arriving_path(upload.pk), upload.piece_size(number, piece)
    start = upload.part_start(number)
    if write_at(path, start + piece * PIECE_BYTES, size, stream) != sha256:
        raise errors.wrong_hash()
    row, _is_new = UploadPart.objects.get_or_create(
        upload=upload, number=number, defaults={"received_at": at}
    )
    # Two pieces may arrive at one moment: the database joins the bits.
    UploadPart.objects.filter(pk=row.pk).update(pieces=F("pieces").bitor(1 << piece), received_at=at)
    row.refresh_from_db()
    if row.pieces != (1 << upload.piece_count(number)) - 1:
        return False
    _note_whole(upload, number, hash_of(path, start, upload.part_size(number)), at)
    return True


def finish(upload: Upload, *, sha256: Sequence[str], at: datetime) -> Upload:
    """Check that every part is here as it was sent, then make of the file what it was sent for.

    `sha256` holds the hashes of all parts in order. Finishing again returns the same upload. Raises
    `PartsMissing` where a part has to be sent again, MediaRefused where the whole file is no use.
    """
    with one_at_a_time(upload.pk):  # the twin of this call finds it finished
        upload.refresh_from_db()
        if upload.state == UploadState.FINISHED:
            return upload
        _refuse_ended(upload)
        if missing_parts(upload):
            raise errors.PartsMissing
        try:
            done = hand_over(upload, list(sha256), at=at)
        except FileNotFoundError as error:
            if not where(upload).exists():
                upload.parts.all().delete()  # lost from the disk: everything has to come again
            raise errors.PartsMissing from error
    remote.forget(done)
    return done


def cancel(upload: Upload, *, at: datetime) -> None:
    """Forget a file on its way and free its room; one that arrived stays."""
    stopped = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING)
    if not upload.parts.exists():
        stopped.delete()  # nothing came: it takes nothing of the day's amount
    elif stopped.update(state=UploadState.CANCELLED, finished_at=at):
        arriving_path(upload.pk).unlink(missing_ok=True)
        remote.forget(upload)


def _same_upload(earlier: Upload, owner: User, size_bytes: int, purpose: str, kind: str) -> Upload:
    same = (earlier.owner_id, earlier.size_bytes, earlier.purpose, earlier.kind)
    if same != (owner.pk, size_bytes, purpose, kind):
        raise errors.upload_taken()
    return earlier


def _refuse_ended(upload: Upload) -> None:
    if upload.state == UploadState.REFUSED:
        raise errors.file_unusable(upload.refusal)
    if upload.state != UploadState.RECEIVING:
        raise errors.upload_ended()


def _is_here(upload: Upload, number: int, sha256: str = "") -> bool:
    _refuse_ended(upload)
    if not 1 <= number <= upload.part_count:
        raise errors.no_such_part()
    kept = upload.parts.filter(number=number).values_list("sha256", flat=True).first()
    if kept and sha256 and kept != sha256:
        raise errors.part_differs()
    return bool(kept)


def _note_whole(upload: Upload, number: int, sha256: str, at: datetime) -> None:
    etag = remote.pass_on(upload, number, sha256) if remote.is_remote(upload) else ""
    part = UploadPart(upload=upload, number=number, sha256=sha256, etag=etag, received_at=at)
    UploadPart.objects.bulk_create(
        [part],
        update_conflicts=True,
        unique_fields=["upload", "number"],
        update_fields=["sha256", "etag", "received_at"],
    )
