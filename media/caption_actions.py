"""Captions that people send for a clip: kept, replaced, removed."""

import hashlib
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from media import limits
from media.captions.checking import checked_webvtt
from media.captions.decoding import too_large
from media.captions.languages import TAGS
from media.captions.problems import refused
from media.models import CaptionTrack, Clip


def send_captions(
    clip: Clip, *, language: str, upload: UploadedFile, sender: User, at: datetime
) -> CaptionTrack:
    """Keep a checked caption file for a clip in one language; it takes the place of one sent before.

    Raises CaptionsRefused with each fault and its line; then nothing has changed.
    """
    if language not in TAGS:
        raise refused("unknown_language", _("Choose the language of these captions."))
    if not clip.duration_ms:
        raise refused(
            "not_ready",
            _("This clip is not ready yet. Send its captions when it can be played."),
            status=409,
        )
    if (upload.size or 0) > limits.CAPTION_BYTES:
        raise too_large()
    upload.seek(0)
    text, cues = checked_webvtt(upload.read(limits.CAPTION_BYTES + 1), duration_ms=clip.duration_ms)
    kept = {"text": text, "cues": cues, "sent_by": sender, "sent_at": at, "path": None}
    kept["text_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        Clip.objects.select_for_update().get(key=clip.key)  # two senders take turns
        track, _made = CaptionTrack.objects.update_or_create(
            clip=clip, language=language, sent_by__isnull=False, defaults=kept
        )
    return track


def remove_captions(clip: Clip, *, language: str) -> bool:
    """Remove what was sent in one language; composed captions, if there are any, show again.

    Tells whether there was something to remove.
    """
    if language not in TAGS:
        return False
    deleted, _rows = CaptionTrack.objects.filter(clip=clip, language=language, sent_by__isnull=False).delete()
    return bool(deleted)
