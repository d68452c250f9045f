"""Reading clips for pages and the API."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from media.captions.languages import place
from media.models import CaptionTrack, Clip

ClipFacts = dict[str, Any]
# So many letters of a text's hash stand in its address.
DIGEST_LETTERS = 16


def clip_facts(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, ClipFacts]:
    """Return what a player needs to know of each clip that exists; three queries whatever the number.

    `state` is queued, working, ready or failed; a clip `is_playable` as soon as there are files, also
    while the next revision is being made. Sizes are in bytes, durations in milliseconds.
    """
    return {clip.key: _facts(clip) for clip in _clips(list(keys))}


def clip_with_facts(key: uuid.UUID) -> tuple[Clip, ClipFacts] | None:
    """Return a clip and what a player needs to know of it; None where there is none. Three queries."""
    return next(((clip, _facts(clip)) for clip in _clips([key])), None)


def file_url(path: str) -> str:
    """Return the public address of a clip's file from the path that its row holds."""
    key, revision, name = path.split("/")
    return reverse("clip-file", args=[key, int(revision), name])


def shown_captions(tracks: Iterable[CaptionTrack]) -> list[CaptionTrack]:
    """Return one track a language in the order of the list; what a person sent comes before the composed."""
    by_language = {track.language: track for track in sorted(tracks, key=lambda track: track.is_sent)}
    return sorted(by_language.values(), key=lambda track: place(track.language))


def captions_url(track: CaptionTrack) -> str:
    """Return the public address of captions; another text gets another address."""
    if track.path is not None:
        return file_url(track.path)
    return reverse("clip-captions", args=[track.clip_id, track.language, track.text_sha256[:DIGEST_LETTERS]])


def _clips(keys: list[uuid.UUID]) -> QuerySet[Clip]:
    captions = Prefetch("captions", CaptionTrack.objects.defer("text"))
    return Clip.objects.filter(key__in=keys).prefetch_related("renditions", captions)


def _facts(clip: Clip) -> ClipFacts:
    renditions = [
        {
            "name": rendition.name,
            "url": file_url(rendition.path),
            "content_type": rendition.content_type,
            "size_bytes": rendition.size_bytes,
            "width_px": rendition.width_px,
            "height_px": rendition.height_px,
        }
        for rendition in clip.renditions.all()
    ]
    return {
        "key": str(clip.key),
        "title": clip.title,
        "state": clip.state,
        "step": clip.step,
        "percent": clip.percent,
        "failure": clip.failure,
        "is_playable": bool(renditions),
        "language": clip.script.get("language", "th"),
        "duration_ms": clip.duration_ms,
        "has_sound": clip.has_sound,
        "cover_url": file_url(clip.cover_path) if clip.cover_path else "",
        "cover_bytes": clip.cover_bytes,
        "renditions": renditions,
        "captions": [
            {"language": track.language, "label": track.native_name, "url": captions_url(track)}
            for track in shown_captions(clip.captions.all())
        ],
    }
