"""Finished packs: built once for each change, signed, kept in the cache that all processes share."""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache

from cms.packs.clips import clips_mark
from cms.packs.manifest import build_manifest, sizes_of
from cms.shared.build import build_mark
from cms.shared.store import generation
from courses.models import Lesson, Track
from courses.sync.keys import sign, signing_key_name

KEPT_SECONDS = 30 * 24 * 3600
# The shape of a manifest: another number builds all packs anew.
SHAPE = 1


@dataclass(frozen=True)
class Pack:
    """A pack as it is answered: the manifest's exact text with its signature, and what the list tells."""

    key: str
    title: str
    lessons: int
    version: str
    sizes: dict[str, int]
    signed_by: str
    envelope: bytes

    @property
    def etag(self) -> str:
        """Return the tag of the answer: the same content, whichever process signed it."""
        return f'"{self.version[:32]}-{self.signed_by}"'

    @property
    def line(self) -> dict[str, Any]:
        """Return what the list of packs tells of this one."""
        return {
            "key": self.key,
            "title": self.title,
            "lessons": self.lessons,
            "version": self.version,
            "sizes": self.sizes,
        }


def find_pack(track: Track, language: str) -> Pack | None:
    """Return a track's pack as it is now; None where it has no open lesson. Five queries when it is kept.

    A change that is published while a pack is built gives it another mark, so the old one is not
    found any more.
    """
    name = f"pack-{track.code}-{language}-{_mark(track)}"
    # None is an answer too: a track without lessons is not looked through each time.
    found: tuple[Pack | None] | None = cache.get(name)
    if found is None:
        found = (_build(track, language),)
        cache.set(name, found, KEPT_SECONDS)
    return found[0]


def all_packs(language: str) -> list[Pack]:
    """Return the packs of all tracks in the order of the path."""
    found = (find_pack(track, language) for track in Track.objects.order_by("position"))
    return [pack for pack in found if pack]


def prepare_packs(at: datetime) -> int:
    """Build what is missing, so that no phone waits for it; called each minute. Returns their number."""
    return sum(len(all_packs(language)) for language, _name in settings.LANGUAGES)


def _mark(track: Track) -> str:
    lessons = Lesson.objects.live().filter(track=track, clip_key__isnull=False)
    keys = list(lessons.values_list("clip_key", flat=True))
    facts = [
        SHAPE,
        signing_key_name(),
        build_mark(),
        generation(),
        clips_mark(keys),
        track.title_th,
        track.title_en,
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def _build(track: Track, language: str) -> Pack | None:
    manifest = build_manifest(track, language)
    if manifest is None:
        return None
    text = json.dumps(manifest, ensure_ascii=False, separators=(",", ":"))
    signed_by = signing_key_name()
    envelope = {
        "manifest": text,
        "key": signed_by,
        "signature": urlsafe_b64encode(sign(text.encode())).rstrip(b"=").decode(),
    }
    return Pack(
        key=track.code,
        title=manifest["title"],
        lessons=len(manifest["lessons"]),
        version=manifest["version"],
        sizes=sizes_of(manifest),
        signed_by=signed_by,
        envelope=json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode(),
    )
