"""Everything that must be there before the first page, each step skipped where it is already done."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from courses.cohorts.programme import set_demonstration
from courses.models import Learner, Programme
from lms.dates import bangkok_date
from lms.demo import stamps
from lms.demo.errors import DemoRefused
from lms.messages import compile_stale
from lms.statistics import refresh_statistics


@dataclass(frozen=True)
class Wish:
    """What the command was asked for; `learners` and `seed` are None where nothing was said."""

    learners: int | None
    seed: int | None
    now: datetime
    say: Callable[[str], None]


@contextmanager
def step(wish: Wish, name: str) -> Iterator[None]:
    """Say how long a step took; a step that did nothing stays silent."""
    began = time.monotonic()
    yield
    seconds = time.monotonic() - began
    if seconds >= 0.5:
        wish.say(f"  {name} … {seconds:.1f} s")


def prepare(wish: Wish) -> None:
    """Bring the data directory to a demonstration that can be served; twice is the same as once."""
    with step(wish, "words"):
        compile_stale()
    with step(wish, "database"):
        bring_tables_up_to_date()
        refuse_a_real_site()
    with step(wish, "static files"):
        collect_static_files()
    with step(wish, "communities, lessons and questions"):
        load_content(wish.now)
    with step(wish, "simulated programme"):
        make_programme(wish)


def bring_tables_up_to_date() -> None:
    """Run the migrations that are missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def refuse_a_real_site() -> None:
    """Never mix invented people into a site that counts real ones; an empty one becomes a demonstration."""
    row = Programme.objects.filter(id=1).first()
    if row is not None and row.is_demonstration:
        return
    if Learner.objects.exists():
        raise DemoRefused(
            f"{where()} holds a real site with people in it: the demonstration needs a place of its own. "
            "Set LMS_DATA_DIR to an empty folder."
        )
    set_demonstration(True)


def where() -> str:
    """Return in words where the database is, without its password."""
    if connection.vendor == "sqlite":
        return f"The data directory {settings.DATA_DIR}"
    return f"The database {connection.settings_dict['NAME']}"


def collect_static_files() -> None:
    """Collect the static files under their hashed names unless nothing changed since last time."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    wanted = stamps.static_fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(wanted, encoding="ascii")


def load_content(now: datetime) -> None:
    """Load communities, targets and the curriculum."""
    from courses.cohorts.seeds import load_communities
    from courses.goals.seeds import seed_targets

    wanted = stamps.curriculum_fingerprint()
    if stamps.read_stamp().get("content") == wanted:
        return
    load_communities()
    seed_targets(on=bangkok_date(now))
    call_command("load_curriculum", verbosity=0, stdout=StringIO())
    stamps.write_stamp(content=wanted)


@contextmanager
def unhurried_disk() -> Iterator[None]:
    """Let SQLite not wait for the disk meanwhile: one transaction, which a killed command leaves undone."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-200000")
    try:
        yield
    finally:
        connection.close()  # the next connection waits for the disk as settings say


def make_programme(wish: Wish) -> None:
    """Make the four logins and the simulated people once; refuse to change the size afterwards."""
    from lms.demo.story import DEFAULT_LEARNERS, DEFAULT_SEED, make

    made = stamps.read_stamp().get("people")
    if made is None:
        learners = DEFAULT_LEARNERS if wish.learners is None else wish.learners
        seed = DEFAULT_SEED if wish.seed is None else wish.seed
        with unhurried_disk(), transaction.atomic():
            make(learners=learners, seed=seed, now=wish.now)
            stamps.write_stamp(people=f"{learners}/{seed}/{stamps.PROGRAMME_VERSION}")
        refresh_statistics()
        return
    learners, seed = (int(part) for part in made.split("/")[:2])
    if wish.learners not in (None, learners) or wish.seed not in (None, seed):
        raise DemoRefused(
            f"{where()} already holds a demonstration of {learners} learners (seed {seed}). "
            "For another one set LMS_DATA_DIR to an empty folder."
        )
