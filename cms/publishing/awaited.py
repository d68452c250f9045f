"""Publishing a lesson whose clip is not ready: by itself when it is, or now without it."""

import logging
from datetime import datetime

from django.db import transaction
from wagtail.models import Revision

from cms.blocks.clip import CHOSEN
from cms.pages.lesson import LessonPage
from cms.publishing.models import AwaitedLesson
from lms.accounts.models import User
from media.models import Clip

log = logging.getLogger(__name__)


def clips_not_ready(page: LessonPage) -> list[Clip]:
    """Return the chosen clips of a lesson that nobody can play yet.

    A clip that the system composes is asked for by publishing itself, so a lesson never waits for it.
    """
    chosen = [block.value["clip"] for block in page.blocks("clip") if block.value["source"] == CHOSEN]
    return [clip for clip in chosen if clip is not None and not clip.renditions.exists()]


def publish_when_ready(page: LessonPage, revision: Revision, *, by: User | None, at: datetime) -> None:
    """Let a revision appear by itself; asking again takes the newer revision."""
    AwaitedLesson.objects.update_or_create(
        page_id=page.pk, defaults={"revision": revision, "asked_by": by, "asked_at": at}
    )


def publish_awaited(at: datetime) -> int:
    """Publish the lessons whose clips became ready; every minute, safe to run twice. Returns how many."""
    count = 0
    for awaited in AwaitedLesson.objects.select_related("revision", "asked_by"):
        page = awaited.revision.as_object()
        if clips_not_ready(page):
            continue
        try:
            with transaction.atomic():
                # Publishing forgets the waiting too: see `cms.publishing.signals`.
                awaited.revision.publish(user=awaited.asked_by)
        except Exception:
            log.exception("lesson page %s could not be published by itself", awaited.page_id)
        else:
            count += 1
    return count


def forget_awaited(page: LessonPage) -> None:
    """A page that was published, by whom ever, waits no more."""
    AwaitedLesson.objects.filter(page_id=page.pk).delete()
