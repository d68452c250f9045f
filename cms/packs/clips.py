"""The clips of a pack: their files with the hash of every chunk."""

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from cms.packs.files import fact
from media.digests.models import CHUNK_BYTES, FileDigest
from media.models import CaptionTrack, Clip, Rendition
from media.queries import captions_url, file_url, shown_captions

AUDIO, SAVING = "audio", "240p"


def clips_with_files(keys: Iterable[UUID]) -> dict[UUID, Clip]:
    """Return the clips with everything that a pack tells of them; four queries whatever the number."""
    clips = Clip.objects.filter(key__in=list(keys))
    return {clip.key: clip for clip in clips.prefetch_related("renditions", "captions", "digests")}


def clip_entry(clip: Clip | None) -> dict[str, Any] | None:
    """Return a clip's part of the manifest; None while a file of it is not made or not hashed yet."""
    if clip is None:
        return None
    digests = {digest.path: digest for digest in clip.digests.all()}
    renditions = list(clip.renditions.all())
    tracks = shown_captions(clip.captions.all())
    needed = [clip.cover_path, *(one.path for one in renditions), *(t.path for t in tracks if t.path)]
    if not renditions or any(path not in digests for path in needed):
        return None
    return {
        "key": str(clip.key),
        "title": clip.title,
        "language": clip.script.get("language", "th"),
        "revision": clip.revision,
        "duration_ms": clip.duration_ms,
        "has_sound": clip.has_sound,
        "cover": _small(digests[clip.cover_path]),
        "captions": [_captions(track, digests) for track in tracks],
        "files": _files(renditions, digests),
    }


def _files(renditions: list[Rendition], digests: dict[str, FileDigest]) -> dict[str, Any]:
    by_name = {one.name: one for one in renditions}
    films = sorted((one for one in renditions if one.height_px), key=lambda one: one.height_px)
    chosen = {
        "audio": by_name.get(AUDIO),
        "saving": by_name.get(SAVING) or next(iter(films), by_name.get(AUDIO)),
        "clear": films[-1] if films else by_name.get(AUDIO),
    }
    return {kind: _file(one, digests[one.path]) if one else None for kind, one in chosen.items()}


def _file(rendition: Rendition, digest: FileDigest) -> dict[str, Any]:
    return {
        **_small(digest),
        "name": rendition.name,
        "content_type": rendition.content_type,
        "width_px": rendition.width_px,
        "height_px": rendition.height_px,
        "chunk_bytes": CHUNK_BYTES,
        "chunks": list(digest.chunk_hashes()),
    }


def _small(digest: FileDigest) -> dict[str, Any]:
    return {"url": file_url(digest.path), "bytes": digest.size_bytes, "sha256": digest.sha256}


def _captions(track: CaptionTrack, digests: dict[str, FileDigest]) -> dict[str, Any]:
    url = captions_url(track)
    file = _small(digests[track.path]) if track.path else fact(url, track.text.encode())
    return {"language": track.language, "label": track.native_name, **file}


def clips_mark(keys: Iterable[UUID]) -> str:
    """Return a hash that changes when anything that packs tell of these clips changes; three queries."""
    keys = list(keys)
    digest = hashlib.sha256()
    for rows in (
        Clip.objects.filter(key__in=keys)
        .order_by("key")
        .values_list("key", "revision", "title", "cover_path"),
        CaptionTrack.objects.filter(clip_id__in=keys).order_by("id").values_list("id", "path", "text_sha256"),
        FileDigest.objects.filter(clip_id__in=keys).order_by("path").values_list("path", "id"),
    ):
        digest.update(repr(list(rows)).encode())
    return digest.hexdigest()
