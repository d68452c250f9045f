"""The database's counts of its own rows."""

import pytest
from django.db import connection

from lms.statistics import refresh_statistics

pytestmark = pytest.mark.django_db

KNOWN = {
    "sqlite": "SELECT COUNT(*) FROM sqlite_stat1",
    "postgresql": "SELECT COUNT(*) FROM pg_class WHERE relname = 'django_content_type' AND reltuples > 0",
}


def test_the_database_counts_its_rows_so_that_it_takes_the_right_index() -> None:
    refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute(KNOWN[connection.vendor])
        assert cursor.fetchone()[0] > 0
