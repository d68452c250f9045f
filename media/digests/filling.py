"""Every minute: clip files that have no digest yet get one. Safe to run twice, and by two workers."""

import hashlib
import uuid
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import IntegrityError, transaction

from media.digests.models import CHUNK_BYTES, FileDigest
from media.models import CaptionTrack, Clip, Rendition
from media.store import at_hand, clip_key, clip_path
from media.uploads.errors import StoreAway


def fill_missing(at: datetime) -> int:
    """Hash the clip files without a digest, forget those of files that are gone; returns how many are new."""
    wanted = _wanted()
    known = set(FileDigest.objects.values_list("path", flat=True))
    FileDigest.objects.filter(path__in=known - wanted.keys()).delete()
    return sum(digest_file(wanted[path], path) for path in sorted(wanted.keys() - known))


def digest_file(clip_id: uuid.UUID, path: str) -> bool:
    """Hash one file of a clip, wherever it lies, and keep the result; tells whether there was anything."""
    try:
        with TemporaryDirectory(prefix="digest-") as folder:
            made = _hashed(at_hand(clip_path(path), clip_key(path), Path(folder)))
    except (FileNotFoundError, StoreAway):
        # A newer revision took its place while we looked, or the store is away until a later minute.
        return False
    if not made.size_bytes:
        return False
    made.clip_id, made.path = clip_id, path
    # The clip may be gone, or another worker was quicker.
    with suppress(IntegrityError), transaction.atomic():
        made.save(force_insert=True)
        return True
    return False


def _hashed(file_path: Path) -> FileDigest:
    whole, chunks, size = hashlib.sha256(), bytearray(), 0
    with file_path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            whole.update(chunk)
            chunks += hashlib.sha256(chunk).digest()
            size += len(chunk)
    return FileDigest(size_bytes=size, sha256=whole.hexdigest(), chunks=bytes(chunks))


def _wanted() -> dict[str, uuid.UUID]:
    """Return the clip of each public file that there is."""
    covers = Clip.objects.exclude(cover_path="").values_list("cover_path", "key")
    renditions = Rendition.objects.values_list("path", "clip_id")
    captions = CaptionTrack.objects.filter(path__isnull=False).values_list("path", "clip_id")
    return {path: key for rows in (covers, renditions, captions) for path, key in rows if path}
