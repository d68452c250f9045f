"""What stands behind a test with real transactions: an empty site."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from courses.goals.models import Indicator
from tests import build, emptying

pytestmark = pytest.mark.django_db(transaction=True)


def everything() -> dict[str, Any]:
    """Return all rows of all tables."""
    found = {}
    with connection.cursor() as cursor:
        for table in emptying._tables_with_rows(cursor):
            cursor.execute(f"SELECT * FROM {emptying._quoted(table)}")
            found[table] = sorted(map(str, cursor.fetchall()))
    return found


def test_it_is_left_as_the_migrations_made_it() -> None:
    made = everything()
    build.people()
    assert everything() != made
    emptying.put_back()
    assert everything() == made
    assert {"auth_permission", "wagtailcore_page", "courses_indicator"} <= set(made)


def test_whoever_comes_next_can_build_on_it() -> None:
    counts = []
    for _again in range(2):
        build.people()
        build.published()
        counts.append({table: len(rows) for table, rows in everything().items()})
        emptying.put_back()
    assert counts[0] == counts[1]
    assert counts[0]["courses_learner"] > 0


def test_a_row_can_be_added_to_a_table_that_migrations_filled_also_after_a_flush() -> None:
    call_command("flush", interactive=False, verbosity=0)
    emptying.put_back()
    newest = Indicator.objects.order_by("-pk")[0]
    newest.pk, newest.version = None, newest.version + 1
    newest.effective_from += timedelta(days=1)
    newest.save()
    assert Indicator.objects.filter(code=newest.code).count() == 2
