"""Writing the store: a page's HTML goes in only if nothing was published while it was rendered."""

import gzip
import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import F

from cms.shared.build import build_mark
from cms.shared.models import SharedPage, SharedState

COMPRESSION_LEVEL = 9


def generation() -> int:
    """Return the number of the present generation."""
    value = SharedState.objects.filter(id=1).values_list("generation", flat=True).first()
    return value or 0


def forget_pages(paths: list[str] | None = None) -> None:
    """Drop stored pages, all of them by default, and start a new generation.

    The generation goes first: its row is the lock that keeps a rendering which began earlier from
    storing what is already old (see `keep`). Nearly every change of one page shows on others too
    (place in the course, next lesson, counts on the front page), and rendering all pages of the
    site again costs about a second, spread over their next readers: so everything goes.
    """
    with transaction.atomic():
        SharedState.objects.get_or_create(id=1)
        SharedState.objects.filter(id=1).update(generation=F("generation") + 1)
        stored = SharedPage.objects.all() if paths is None else SharedPage.objects.filter(path__in=paths)
        stored.delete()


def keep(
    *, path: str, language: str, page_id: int, html: bytes, seen_generation: int, at: datetime
) -> SharedPage | None:
    """Store a page's HTML; None where something was published since `seen_generation` was read."""
    packed = gzip.compress(html, COMPRESSION_LEVEL, mtime=0)
    with transaction.atomic():
        SharedState.objects.get_or_create(id=1)
        state = SharedState.objects.select_for_update().get(id=1)
        if state.generation != seen_generation:
            return None
        row, _made = SharedPage.objects.update_or_create(
            path=path,
            defaults={
                "language": language,
                "page_id": page_id,
                "build": build_mark(),
                "etag": etag_of(html),
                "html_gzip": packed,
                "rendered_at": at,
            },
        )
    return row


def etag_of(html: bytes) -> str:
    """Return the weak tag of a page: the same text, however it is packed."""
    return f'W/"{hashlib.sha256(html).hexdigest()[:32]}"'
