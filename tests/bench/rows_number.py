"""Row "number": the goal, the drill and the files over a simulated programme of fifty thousand people."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.server import ROOT
from tests.bench.table import Figure, at_most, told

LEARNERS = 50_000
MAKING_S, GOAL_MS, LIST_MS = 600, 500, 800
CSV_S, CSV_FIRST_MS, CSV_GROWTH_MIB = 20, 200, 30
LONGEST_S = 3600


def row_number() -> list[Figure]:
    """Measure on SQLite, and on PostgreSQL where it is installed."""
    figures = _figures("SQLite", _country([]))
    if shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return figures + _figures("PostgreSQL", _country([".ci/postgres"]))
    return [*figures, told("number", "on PostgreSQL", "not measured: PostgreSQL is not installed")]


def _country(before: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.bench.country", str(LEARNERS)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        timeout=LONGEST_S,
        check=True,
        text=True,
    )
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def _figures(where: str, seen: dict[str, Any]) -> list[Figure]:
    csv, made = seen["csv"], seen["made_s"]
    sizes = ", ".join(f"{count:,} {name}" for name, count in seen["rows"].items())
    return [
        told("number", f"{where}: rows", sizes),
        told("number", f"{where}: making it", "made before")
        if made is None
        else at_most("number", f"{where}: making it", made, MAKING_S, " s", 0),
        told("number", f"{where}: the lightest answer", f"{seen['bare_ms']:.1f} ms"),
        at_most("number", f"{where}: goal page after a verdict", seen["goal_ms"], GOAL_MS, " ms", 0),
        at_most("number", f"{where}: goal page, all sorted again", seen["goal_first_ms"], GOAL_MS, " ms", 0),
        at_most("number", f"{where}: list, all sorted again", seen["list_first_ms"], LIST_MS, " ms", 0),
        at_most("number", f"{where}: goal page, last year", seen["goal_last_year_ms"], GOAL_MS, " ms", 0),
        *(
            at_most("number", f"{where}: drill, {name}", ms, LIST_MS, " ms", 0)
            for name, ms in seen["drill_ms"].items()
        ),
        told("number", f"{where}: cohort of 500", f"{seen['cohort_ms']:.0f} ms"),
        at_most("number", f"{where}: CSV of {csv['lines']:,} lines", csv["whole_s"], CSV_S, " s", 1),
        at_most("number", f"{where}: its first byte", csv["first_ms"], CSV_FIRST_MS, " ms", 0),
        at_most("number", f"{where}: the server's growth", csv["growth_mib"], CSV_GROWTH_MIB, " MiB", 1),
    ]
