"""Every minute: clip files that have no digest yet get one. Safe to run twice, and by two workers."""

import hashlib
import uuid
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction

from media.digests.models import CHUNK_BYTES, FileDigest
from media.models import CaptionTrack, Clip, Rendition
from media.store import clip_path


def fill_missing(at: datetime) -> int:
    """Hash the clip files without a digest, forget those of files that are gone; returns how many are new."""
    wanted = _wanted()
    known = set(FileDigest.objects.values_list("path", flat=True))
    FileDigest.objects.filter(path__in=known - wanted.keys()).delete()
    return sum(digest_file(wanted[path], path) for path in sorted(wanted.keys() - known))


def digest_file(clip_key: uuid.UUID, path: str) -> bool:
    """Hash one file of a clip and keep the result; tells whether there was anything to keep."""
    whole, chunks, size = hashlib.sha256(), bytearray(), 0
    try:
        with clip_path(path).open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                whole.update(chunk)
                chunks += hashlib.sha256(chunk).digest()
                size += len(chunk)
    except FileNotFoundError:  # a newer revision took its place while we looked
        return False
    if not size:
        return False
    made = FileDigest(
        clip_id=clip_key, path=path, size_bytes=size, sha256=whole.hexdigest(), chunks=bytes(chunks)
    )
    # The clip may be gone, or another worker was quicker.
    with suppress(IntegrityError), transaction.atomic():
        made.save(force_insert=True)
        return True
    return False


def _wanted() -> dict[str, uuid.UUID]:
    """Return the clip of each public file that there is."""
    covers = Clip.objects.exclude(cover_path="").values_list("cover_path", "key")
    renditions = Rendition.objects.values_list("path", "clip_id")
    captions = CaptionTrack.objects.filter(path__isnull=False).values_list("path", "clip_id")
    return {path: key for rows in (covers, renditions, captions) for path, key in rows if path}
