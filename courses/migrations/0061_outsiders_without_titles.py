"""Names outside the programme are compared without «ดร.», ranks and the other titles that lists know.

Until now only a few titles were read away, so that one person could stand twice, once with a title. Where a
phone has the same name twice now, what stands under the other rows moves to the one that was there in the
new form, else to the first. Rows that name two learners, or two juristic numbers, stay two people; where
both have an application that is open, each keeps its own, as one row cannot have two. The record of acts
says what was joined: by it a closed month says why its people are fewer.
"""

from collections import defaultdict
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from courses.people.names import without_title
from lms.dates import bangkok_date
from lms.text import fold

LONGEST_KEY = 120
# The key of an erased person is a hash: there is no name to read any more.
ERASED = "erased:"


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Read every name anew, and join the rows that turn out to be one person's."""
    operators = apps.get_model("courses", "Operator").objects
    named = operators.exclude(name="").exclude(name_key__startswith=ERASED)
    fields = ("pk", "name", "name_key", "phone", "is_demonstration")
    people, stale = defaultdict(list), set()
    for pk, name, old, phone, kind in named.order_by("pk").values_list(*fields).iterator():
        key = without_title(fold(name))[:LONGEST_KEY]
        who = (key, phone or pk, kind)  # without a phone the juristic number tells who it is, and is unique
        people[who].append(pk)
        if key != old:
            stale.add(who)
    for who in sorted(stale, key=str):
        _keep_as_one(apps, who[0], list(operators.filter(pk__in=people[who])))


def _keep_as_one(apps: Apps, key: str, rows: list[Any]) -> None:
    rows.sort(key=lambda one: (one.name_key != key, one.pk))
    kept, *others = rows
    for other in others:
        if not _are_two(kept, other):
            _join(apps, kept, other)
    kept.name_key = key
    kept.save(update_fields=["name_key", "learner", "juristic_number"])


def _are_two(one: Any, other: Any) -> bool:
    return any(
        getattr(one, name) and getattr(other, name) and getattr(one, name) != getattr(other, name)
        for name in ("learner_id", "juristic_number")
    )


def _join(apps: Apps, kept: Any, other: Any) -> None:
    gone = other.pk
    other.services.update(operator=kept)
    kept.learner_id = kept.learner_id or other.learner_id
    if not (_is_open(kept) and _is_open(other)):
        other.applications.update(operator=kept)
        kept.juristic_number = kept.juristic_number or other.juristic_number
        other.delete()
    at = timezone.now()
    apps.get_model("courses", "AuditEntry").objects.create(
        at=at,
        day=bangkok_date(at),
        verb="merged",
        person=kept.learner.public_id if kept.learner_id else None,
        subject_kind="operator",
        subject_id=str(kept.pk),
        details={"joined": gone},
    )


def _is_open(operator: Any) -> bool:
    found: bool = operator.applications.filter(status__in=("draft", "submitted"), voided_at=None).exists()
    return found


class Migration(migrations.Migration):
    dependencies = [("courses", "0060_orders_of_fallen_sales")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
