"""`python -m tests.bench.country LEARNERS`: make a programme over the whole country and ask its pages.

Prints JSON. A process of its own, because it stands on another data directory, and on PostgreSQL when
`DATABASE_URL` asks for that. The site stays in a folder between runs, that database does not.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from tests.bench.server import ROOT, Server, serving

ROUNDS = 5
KIB = 1024


def main() -> int:
    """Make the site where it is not there yet, serve it, ask, print."""
    learners = int(sys.argv[1])
    if not os.environ.get("DATABASE_URL"):
        os.environ.pop("DATABASE_URL", None)
    made_s = make(learners)
    import django

    django.setup()
    with serving("lms.wsgi", path="/healthz") as server:
        print(json.dumps({"made_s": made_s, **ask(server)}))
    return 0


def make(learners: int) -> float | None:
    """Run the demonstration's own command; None where the site was there already."""
    on_postgres = "DATABASE_URL" in os.environ
    kind = f"postgres-{os.getpid()}" if on_postgres else "sqlite"
    folder = Path(tempfile.gettempdir()) / f"khai-pen-bench-country-{learners}-{kind}"
    os.environ["LMS_DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings"
    was_there = (folder / ".made").is_file()
    began = time.monotonic()
    command = [sys.executable, "manage.py", "demo", "--learners", str(learners), "--no-serve"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
    (folder / ".made").touch()
    return None if was_there else time.monotonic() - began


def ask(server: Server) -> dict[str, Any]:
    """Ask the goal page, every level of the drill, its lists, and the file of all learners."""
    from tests.bench.site import cookie_of

    headers = {"Cookie": cookie_of(_manager()), "Accept-Encoding": "gzip"}
    places = _places()
    last_year = f"/desk/goal/?year={places.pop('year')}"
    for path in ("/desk/goal/", last_year, *places.values()):
        _median_ms(server, path, headers)  # both processes have their templates
    return {
        "bare_ms": _median_ms(server, "/healthz", {}),
        "goal_first_ms": _median_ms(server, "/desk/goal/", headers, before=_forget),
        "list_first_ms": _median_ms(server, places["list: core, country"], headers, before=_forget),
        "goal_ms": _median_ms(server, "/desk/goal/", headers, before=_decide),
        "goal_last_year_ms": _median_ms(server, last_year, headers, before=_decide),
        "drill_ms": {
            name: _median_ms(server, path, headers, before=_decide) for name, path in places.items()
        },
        "cohort_ms": _median_ms(server, _largest_cohort(), headers),
        "csv": _csv(server, headers),
        "rows": _row_counts(),
    }


def _manager() -> Any:
    from lms.accounts.models import User

    return User.objects.get(email="manager@example.org")


def _places() -> dict[str, str]:
    """Return a page of each level, and lists of people: those reached and those lost before a stage."""
    from django.db.models import Count

    from courses.models import Cohort, Community
    from lms.dates import fiscal_year_be, today

    community = Community.objects.annotate(n=Count("cohorts__enrolments")).order_by("-n").first()
    assert community is not None
    cohort = Cohort.objects.filter(community=community).first()
    assert cohort is not None
    last_year = str(fiscal_year_be(today()) - 1)
    there = "/desk/drill/"
    return {
        "year": last_year,
        "country": there,
        "region": f"{there}?in=northeast",
        "province": f"{there}?in=40",
        "community": f"{there}?community={community.pk}",
        "list: core, country": f"{there}?stage=core",
        "list: lost before the shop, country": f"{there}?stage=shop&who=missing",
        "list: able to sell, last year": f"{there}?stage=sale&year={last_year}",
        "list: enrolled, a province": f"{there}?in=40&stage=enrolled",
    }


def _largest_cohort() -> str:
    from django.db.models import Count

    from courses.models import Cohort

    cohort = Cohort.objects.annotate(n=Count("enrolments")).order_by("-n").first()
    assert cohort is not None
    return f"/desk/cohorts/{cohort.pk}/"


def _row_counts() -> dict[str, int]:
    from courses import models

    names = ("Learner", "Community", "Cohort", "LessonProgress", "Attempt", "Submission", "Certification")
    return {name: getattr(models, name).objects.count() for name in names}


def _forget() -> None:
    """Forget all that is kept, as a new release does: everybody is sorted again."""
    from django.core.cache import cache

    cache.clear()


def _decide() -> None:
    """Let somebody have decided something a moment ago, so that no page may show what it had."""
    from courses.models import Claim
    from lms.dates import now

    newest = Claim.objects.filter(decided_at__isnull=False).order_by("-decided_at").values("pk")[:1]
    Claim.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).update(decided_at=now())


def _median_ms(
    server: Server, path: str, headers: dict[str, str], *, before: Callable[[], None] | None = None
) -> float:
    times = []
    for _ in range(ROUNDS):
        if before:
            before()
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, (path, answer.status)
    return statistics.median(times)


def _csv(server: Server, headers: dict[str, str]) -> dict[str, float]:
    """Read the file of all learners as it comes: its first byte, its end, its lines, the server's growth."""
    before = memory_kib(server)
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    connection.request("GET", "/desk/exports/learners.csv", headers={"Cookie": headers["Cookie"]})
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    lines = answer.read(1).count(b"\n")
    first_ms = (time.perf_counter() - began) * 1000
    most = before
    while piece := answer.read(256 * KIB):
        lines += piece.count(b"\n")
        most = max(most, memory_kib(server))
    connection.close()
    return {
        "first_ms": first_ms,
        "whole_s": time.perf_counter() - began,
        "lines": lines,
        "growth_mib": (most - before) / KIB,
    }


def memory_kib(server: Server) -> float:
    """Return what a server and its processes hold."""
    master = psutil.Process(server.process.pid)
    return sum(one.memory_info().rss for one in (master, *master.children(recursive=True))) / KIB


if __name__ == "__main__":
    raise SystemExit(main())
