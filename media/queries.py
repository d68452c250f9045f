"""Reading clips for pages and the API."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from media.models import Clip

ClipFacts = dict[str, Any]


def clip_facts(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, ClipFacts]:
    """Return what a player needs to know of each clip that exists; three queries whatever the number.

    `state` is queued, working, ready or failed; a clip `is_playable` as soon as there are files, also
    while the next revision is being made. Sizes are in bytes, durations in milliseconds.
    """
    clips = Clip.objects.filter(key__in=list(keys)).prefetch_related("renditions", "captions")
    return {clip.key: _facts(clip) for clip in clips}


def file_url(path: str) -> str:
    """Return the public address of a clip's file from the path that its row holds."""
    key, revision, name = path.split("/")
    return reverse("clip-file", args=[key, int(revision), name])


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
            {"language": track.language, "url": file_url(track.path)}
            for track in sorted(clip.captions.all(), key=lambda track: track.language, reverse=True)
        ],
    }
