"""Putting clips that were sent into a lesson."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from cms.blocks.clip import CHOSEN
from cms.pages.lesson import LessonPage
from media.models import Clip


@transaction.atomic
def show_clips(lesson: LessonPage, clips: Sequence[Clip]) -> None:
    """Let a lesson show these clips, in both languages: the first at its top, the others at its end.

    A page that is live and has no draft is published with them; a draft stays a draft.
    """
    pages = LessonPage.objects.filter(translation_key=lesson.translation_key, alias_of__isnull=True)
    for page in pages:
        draft = page.get_latest_revision_as_object()
        _put(draft, clips)
        is_published = page.live and not page.has_unpublished_changes
        revision = draft.save_revision()
        if is_published:
            revision.publish()


def _put(page: LessonPage, clips: Sequence[Clip]) -> None:
    first, *others = [("clip", {"source": CHOSEN, "clip": clip}) for clip in clips]
    place = next((number for number, block in enumerate(page.body) if block.block_type == "clip"), None)
    body: Any = page.body
    if place is None:
        body.insert(0, first)
    else:
        body[place] = first
    body.extend(others)
