"""What the database knows about its own rows, by which it chooses an index."""

from datetime import datetime

from django.db import connection

# SQLite looks at this many rows of each index, so that a large site is not held up.
ROWS_LOOKED_AT = 2_000


def refresh_statistics(at: datetime | None = None) -> None:
    """Let SQLite count again: without counts it takes the wrong index where a table is large.

    PostgreSQL does so by itself, but not before the next request after many rows came at once. On SQLite
    it takes a fraction of a second; the answers of queries stay what they are.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
