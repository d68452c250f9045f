"""An empty database, migrated once and copied for each of xdist's workers and each site of the tests.

Migrating costs 40 s of a slow machine's time, copying one file none. On SQLite the file stays in pytest's
cache until any of our code changes; on PostgreSQL it is a database on the server itself.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connections

OUR_CODE = ("lms", "courses", "cms", "media")
KEPT_IN = Path(settings.BASE_DIR) / ".pytest_cache" / "empty-database"
PREFIX = "khai_pen_empty_"


@cache
def fingerprint() -> str:
    """Return a name for what the migrations make: it changes with our code and with any package."""
    found = hashlib.sha256(sys.version.encode())
    for one in sorted(f"{one.name} {one.version}" for one in distributions()):
        found.update(one.encode())
    for folder in OUR_CODE:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*.py")):
            found.update(str(path).encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _migrate(**environment: str) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LMS_", "DATABASE", "DJANGO_SETT"))}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={**kept, "LMS_SECRET_KEY": "test-only", **environment},
        check=True,
    )


def copy_file(to: Path) -> None:
    """Write the empty SQLite database to a path; what lay there is gone."""
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    made = KEPT_IN / f"{fingerprint()}.sqlite3"
    # Whoever comes first makes it, the others wait.
    with (KEPT_IN / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in KEPT_IN.glob("*.sqlite3"):
                old.unlink()
            with TemporaryDirectory(dir=KEPT_IN) as making:
                _migrate(LMS_DATA_DIR=making)
                (Path(making) / "db.sqlite3").rename(made)
        for ending in ("-wal", "-shm"):
            to.with_name(to.name + ending).unlink(missing_ok=True)
        shutil.copyfile(made, to)


def copy_database(url: str, to: str) -> None:
    """Make a database on the PostgreSQL server of this address; one of that name is dropped before."""
    connection = connections["default"]
    quote = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(70177)")
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"])
        there = {name for (name,) in cursor.fetchall()}
        made, making = PREFIX + fingerprint(), PREFIX + "making"
        if made not in there:
            for old in there:
                cursor.execute(f"DROP DATABASE {quote(old)}")
            cursor.execute(f"CREATE DATABASE {quote(making)}")
            with TemporaryDirectory() as folder:
                _migrate(
                    LMS_DATA_DIR=folder, DATABASE_URL=urlunsplit(urlsplit(url)._replace(path=f"/{making}"))
                )
            cursor.execute(f"ALTER DATABASE {quote(making)} RENAME TO {quote(made)}")
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(to)}")
        cursor.execute(f"CREATE DATABASE {quote(to)} TEMPLATE {quote(made)}")


@contextmanager
def for_the_tests(*, kept: bool, anew: bool) -> Iterator[None]:
    """Lay a copy where the tests' own database is looked for, and take it away afterwards unless kept."""
    connection = connections["default"]
    real, name = connection.settings_dict["NAME"], str(connection.creation._get_test_db_name())
    if anew or not (kept and _is_there(name)):
        if connection.vendor == "sqlite":
            copy_file(Path(name))
        else:
            copy_database(os.environ["DATABASE_URL"], name)
    yield
    if not kept and str(connection.settings_dict["NAME"]) == name:
        connection.creation.destroy_test_db(real, verbosity=0)


def _is_there(name: str) -> bool:
    connection = connections["default"]
    if connection.vendor == "sqlite":
        return Path(name).exists()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None
