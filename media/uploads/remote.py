"""An upload whose parts go from the phone straight to the store; this site sees none of the bytes.

What goes through the site are pieces of parts that failed twice: gathered on the disk, then passed on.
"""

import logging
import uuid
from datetime import datetime

from media import multipart, s3
from media.errors import MediaRefused
from media.sources import source_key, source_name
from media.uploads import errors
from media.uploads.disk import arriving_path
from media.uploads.models import Purpose, Store, Upload, UploadPart, UploadState

log = logging.getLogger(__name__)
ARRIVING = "arriving/"


def is_remote(upload: Upload) -> bool:
    """Tell whether the parts of an upload go to the store."""
    return upload.store == Store.S3


def link_for(upload: Upload, *, number: int, sha256: str) -> tuple[str, dict[str, str]]:
    """Return the link and headers with which the phone sends one part to the store."""
    _begun(upload)
    return multipart.part_link(
        upload.store_key,
        upload.store_upload,
        number=number,
        sha256=sha256,
        size_bytes=upload.part_size(number),
    )


def pass_on(upload: Upload, number: int, sha256: str) -> str:
    """Send a part that was gathered here to the store; returns its ETag."""
    _begun(upload)
    with arriving_path(upload.pk).open("rb") as file:
        file.seek(upload.part_start(number))
        content = file.read(upload.part_size(number))
    return multipart.put_part(
        upload.store_key, upload.store_upload, number=number, sha256=sha256, content=content
    )


def key_for(upload_id: uuid.UUID, purpose: str, name: str, kind: str) -> str:
    """Return the key under which a new upload's object will lie.

    A film for a lesson comes straight to its place; practice work is looked into first.
    """
    if purpose == Purpose.LESSON:
        return source_key(source_name(upload_id, name, kind))
    return s3.object_key(f"{ARRIVING}{upload_id.hex}")


def make_whole(upload: Upload, sent: list[str]) -> None:
    """Make one object of the parts, whose hashes the store itself asked for when it took them.

    Raises `PartsMissing` after forgetting each part that the store does not have as it was told, or that
    is not what the phone sent by its own account; StoreAway.
    """
    _forget_differing(upload, sent)
    try:
        here = multipart.parts_here(upload.store_key, upload.store_upload)
        _forget_absent(upload, here)
        told = {part.number: (part.etag, part.sha256) for part in upload.parts.all()}
        multipart.complete_multipart(upload.store_key, upload.store_upload, told)
    except s3.NotThere:
        log.info("upload %s: a call that was killed may have made the object", upload.pk)
    _refuse_incomplete(upload)


def fetch(upload: Upload) -> None:
    """Bring the object here, so that it can be looked into. Raises `PartsMissing`, StoreAway."""
    try:
        s3.fetch(upload.store_key, arriving_path(upload.pk))
    except s3.NotThere as error:
        raise errors.PartsMissing from error


def forget(upload: Upload) -> None:
    """Remove what the store holds of an upload that is over; that never undoes that it is over.

    A film that became a lesson's source stays.
    """
    if not is_remote(upload) or _is_source(upload):
        return
    try:
        multipart.abort_multipart(upload.store_key, upload.store_upload)
    except (MediaRefused, s3.NotThere):
        log.warning("upload %s: what the store holds of it could not be removed", upload.pk)


def note_arrived(upload: Upload, *, number: int, sha256: str, etag: str, at: datetime) -> None:
    """Note that a part is in the store; finishing asks the store itself whether that is true."""
    UploadPart.objects.update_or_create(
        upload=upload, number=number, defaults={"sha256": sha256, "etag": etag[:100], "received_at": at}
    )


def _begun(upload: Upload) -> None:
    """Begin the object at the store, once: of two beginnings at one moment one is given back."""
    if upload.store_upload:
        return
    name = multipart.begin_multipart(upload.store_key)
    waiting = Upload.objects.filter(pk=upload.pk, store_upload="", state=UploadState.RECEIVING)
    if not waiting.update(store_upload=name):
        multipart.abort_multipart(upload.store_key, name)
    upload.refresh_from_db()


def _forget_absent(upload: Upload, here: dict[int, tuple[int, str]]) -> None:
    absent = [
        part.number
        for part in upload.parts.all()
        if here.get(part.number) != (upload.part_size(part.number), part.etag)
    ]
    if absent:
        upload.parts.filter(number__in=absent).delete()
        raise errors.PartsMissing


def _forget_differing(upload: Upload, sent: list[str]) -> None:
    parts = list(upload.parts.all())
    if len(sent) != len(parts):
        raise errors.PartsMissing
    differing = [part.number for part in parts if part.sha256 != sent[part.number - 1]]
    if differing:
        upload.parts.filter(number__in=differing).delete()
        raise errors.PartsMissing


def _refuse_incomplete(upload: Upload) -> None:
    """Ask the store whether the object is there in its whole size; else everything has to come again."""
    try:
        if s3.size_of(upload.store_key) == upload.size_bytes:
            return
    except s3.NotThere:
        pass
    upload.parts.all().delete()
    Upload.objects.filter(pk=upload.pk).update(store_upload="")
    raise errors.PartsMissing


def _is_source(upload: Upload) -> bool:
    is_done = upload.state == UploadState.FINISHED and upload.purpose == Purpose.LESSON
    return is_done and upload.store_key == source_key(source_name(upload.pk, upload.name, upload.kind))
