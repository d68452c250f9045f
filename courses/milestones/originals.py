"""Every night: pictures as they were sent whose audit window is over go; their hash stays."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from courses.milestones.models import ClaimState, Evidence
from courses.milestones.redact_models import Covering, CoverOutcome
from media.models import StoredFile
from media.store import remove_private


def remove_old_originals(at: datetime) -> int:
    """Every night: delete pictures as sent whose audit window is over. Returns how many.

    It begins with the last verdict about the picture. The covered copy stays, and so does the hash of what
    was sent. Of a claim that was not verified, what nobody covered goes as well; nothing undecided does.
    """
    decided_before = at - timedelta(days=settings.ORIGINAL_PICTURE_DAYS)
    uses = Evidence.objects.filter(stored_file=OuterRef("pk"))
    open_or_new = uses.filter(Q(claim__state=ClaimState.PENDING) | Q(claim__decided_at__gte=decided_before))
    still_needed = uses.filter(claim__state=ClaimState.VERIFIED)
    covered = Q(covering__outcome=CoverOutcome.COVERED, covering__original_removed_at__isnull=True)
    unseen = Q(covering__isnull=True) & ~Exists(still_needed)
    old = StoredFile.objects.filter(Exists(uses), ~Exists(open_or_new)).filter(covered | unseen)
    removed = 0
    for stored in old.filter(created_at__lt=decided_before):
        removed += _remove_original(stored, at)
    return removed


@transaction.atomic
def _remove_original(stored: StoredFile, at: datetime) -> int:
    covering, _is_new = Covering.objects.get_or_create(
        stored_file=stored,
        defaults={"outcome": CoverOutcome.REMOVED, "at": at, "original_removed_at": at},
    )
    if covering.outcome == CoverOutcome.CLEAN:
        return 0
    Covering.objects.filter(pk=covering.pk).update(original_removed_at=at)
    transaction.on_commit(lambda: remove_private(stored.path))
    return 1
