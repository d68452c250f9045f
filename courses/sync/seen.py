"""Which progress items are new: one statement for a whole batch."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from courses.people.models import Learner
from courses.sync.models import SeenProgress

# Longer than any submit token lives; joining an item once more would change next to nothing.
KEPT_FOR = timedelta(days=400)


def note_new(profile: Learner, item_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Note the ids of progress items and return those that were not noted before."""
    if not item_ids:
        return set()
    field = SeenProgress._meta.get_field("item_id")
    moment = connection.ops.adapt_datetimefield_value(at)
    ids = sorted(set(item_ids))
    values = [
        value
        for item_id in ids
        for value in (profile.pk, field.get_db_prep_value(item_id, connection), moment)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO courses_seenprogress (learner_id, item_id, received_at) VALUES "  # noqa: S608 - marks only
            f"{', '.join(['(%s, %s, %s)'] * len(ids))} "
            "ON CONFLICT (learner_id, item_id) DO NOTHING RETURNING item_id",
            values,
        )
        return {found if isinstance(found, UUID) else UUID(found) for (found,) in cursor.fetchall()}


def forget_old(at: datetime) -> int:
    """Every night: forget the ids of items that no phone can still send. Returns how many."""
    return SeenProgress.objects.filter(received_at__lt=at - KEPT_FOR).delete()[0]
