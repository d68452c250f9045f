"""What shared pages show that is not their own: the figure of the year and the demonstration mark."""

import json
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from cms.shared.models import SharedState
from cms.shared.store import forget_pages
from courses.cohorts import programme
from courses.reports.goal import headline


def refresh_shared_pages(at: datetime) -> bool:
    """Render the shared pages anew if what they show of elsewhere has changed; called each minute.

    Returns whether anything was forgotten. Safe to run twice, and by two workers at once.
    """
    programme.forget()
    facts = json.dumps([asdict(headline(at=at)), programme.is_demonstration()], sort_keys=True)
    with transaction.atomic():
        SharedState.objects.get_or_create(id=1)
        state = SharedState.objects.select_for_update().get(id=1)
        if state.facts == facts:
            return False
        forget_pages()
        SharedState.objects.filter(id=1).update(facts=facts)
    return True
