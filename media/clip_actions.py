"""Asking for clips."""

import hashlib
import json
import uuid
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from media.models import Clip, ClipState
from media.tasks import make_clip


def request_clip(
    key: uuid.UUID, *, title: str, script: dict[str, Any], priority: int = 0, at: datetime
) -> Clip:
    """Ask for the clip of a lesson and return its row; the worker makes it, higher `priority` first.

    Asking again with the same script changes nothing but title and priority. A changed script puts the
    clip back in the queue; the old files play until the new ones are there.
    """
    digest = script_sha256(script)
    with transaction.atomic():
        clip, is_new = Clip.objects.select_for_update().get_or_create(
            key=key,
            defaults={
                "title": title[:200],
                "script": script,
                "script_sha256": digest,
                "priority": priority,
                "queued_at": at,
            },
        )
        if not is_new and clip.script_sha256 == digest:
            if (clip.title, clip.priority) != (title[:200], priority):
                clip.title, clip.priority = title[:200], priority
                clip.save(update_fields=["title", "priority"])
            return clip
        clip.title, clip.script, clip.script_sha256, clip.priority = title[:200], script, digest, priority
        put_in_queue(clip, at)
    return clip


def retry_clip(clip: Clip, *, at: datetime) -> Clip:
    """Put a clip that failed back in the queue with all its attempts; any other stays as it is."""
    with transaction.atomic():
        clip = Clip.objects.select_for_update().get(key=clip.key)
        if clip.state == ClipState.FAILED:
            put_in_queue(clip, at)
    return clip


def script_sha256(script: dict[str, Any]) -> str:
    """Return the hash by which the same script is known again."""
    canonical = json.dumps(script, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def enqueue(clip: Clip, *, at: datetime) -> None:
    """Put one more task into the queue and note that this clip may be taken by it or another."""
    # Both or neither: a clip that believes in a task which never came to be would wait for long.
    with transaction.atomic():
        Clip.objects.filter(key=clip.key).update(enqueued_at=at)
        make_clip.enqueue()


def put_in_queue(clip: Clip, at: datetime) -> None:
    """Let a clip wait for a worker with all its attempts; inside a transaction, saves the row."""
    clip.state, clip.attempts, clip.failure, clip.step, clip.percent = ClipState.QUEUED, 0, "", "", 0
    # Taking the lease away stops a worker that is still busy with the old script.
    clip.lease_token = clip.lease_until = None
    clip.queued_at = at
    clip.save()
    transaction.on_commit(partial(enqueue, clip, at=at))
