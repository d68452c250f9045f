"""Row 6 and row "sync": what phones did without a network, sent in batches; and 200 of them at once."""

import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench import peers
from tests.bench.load import Request
from tests.bench.phones import SYNC, Phones
from tests.bench.rows_http import Bench
from tests.bench.server import ROOT
from tests.bench.storm import KINDS, PHONES
from tests.bench.table import Figure, at_least, at_most, told

EVENTS = 50
BATCHES = 900
# Four of five events are of clips, one is a finished quiz.
MIX = ("progress", "progress", "progress", "progress", "quiz") * (EVENTS // 5)
LARGE = MIX * 4
LARGE_ROUNDS = 12
STORM_S = 600


def row_6(bench: Bench) -> list[Figure]:
    """Measure 50 offline events in one request, 16 connections; each event is a new one.

    The goal is for plain events, as those of the peers are; phones seal theirs, which is told beside it.
    """
    phones = Phones()
    tokens = [(learner, phones.token(learner)) for learner in bench.learners]
    plain, sealed = (
        [
            Request(SYNC, "POST", (("Authorization", f"Bearer {token}"),), make(learner, MIX))
            for learner, token in (tokens[turn % len(tokens)] for turn in range(BATCHES))
        ]
        for make in (phones.plain_batch, phones.batch)
    )
    bare, (open_ones, sealed_ones) = bench.beside_bare(plain, sealed)
    goal = 10 * peers.WAGTAIL_LMS_EVENTS_PER_S * bare.requests_per_s / peers.BARE_REQUESTS_PER_S
    return [
        at_least(
            "6",
            "offline events/s, 50 in a request (10 x wagtail-lms's single ones, scaled)",
            open_ones.requests_per_s * EVENTS,
            goal,
            digits=0,
        ),
        told("6", "a request of 50", f"p50 {open_ones.p50_ms:.0f} ms p95 {open_ones.p95_ms:.0f} ms"),
        told(
            "6",
            "sealed on the phone, events/s / the same goal",
            f"{sealed_ones.requests_per_s * EVENTS:,.0f} / {goal:,.0f}",
        ),
        told(
            "6",
            "CPU of a request of 50 / CPU of a bare view, plain and sealed",
            f"{open_ones.cpu_ms / bare.cpu_ms:.0f} and {sealed_ones.cpu_ms / bare.cpu_ms:.0f}",
        ),
        at_most("6", "answers that were errors", open_ones.bad + sealed_ones.bad, 0, digits=0),
    ]


def row_sync(bench: Bench) -> list[Figure]:
    """Measure one request of 200 sealed items, then the storms on both databases."""
    phones, learner = Phones(), bench.learners[0]
    token = phones.token(learner)
    bodies = [phones.batch(learner, LARGE) for _ in range(LARGE_ROUNDS)]
    times = [_timed(bench, token, body) for body in bodies]
    figures = [at_most("sync", "200 sealed items in one request", statistics.median(times), 300, " ms", 0)]
    for kind in KINDS:
        figures += _storm_figures(f"{kind}, SQLite, one process", _storm([], kind, processes=1))
        if shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            seen = _storm([".ci/postgres"], kind, processes=2)
            figures += _storm_figures(f"{kind}, PostgreSQL, two processes", seen)
        else:
            figures.append(told("sync", "storm on PostgreSQL", "not measured: PostgreSQL is not installed"))
    return figures


def _timed(bench: Bench, token: str, body: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", bench.site.port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    began = time.perf_counter()
    connection.request("POST", SYNC, body=body, headers=headers)
    answer = connection.getresponse()
    results = json.loads(answer.read())["results"]
    took_ms = (time.perf_counter() - began) * 1000
    connection.close()
    assert {one["result"] for one in results} == {"stored"}, results[0]
    return took_ms


def _storm(before: list[str], kind: str, *, processes: int) -> dict[str, Any]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.bench.storm", kind],
        cwd=ROOT,
        env={**os.environ, "LMS_WEB_PROCESSES": str(processes), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=STORM_S,
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _storm_figures(where: str, seen: dict[str, Any]) -> list[Figure]:
    name = f"{PHONES} phones with 10 items at once, {where}"
    lost = seen["sent"] - seen["kept"] + abs(seen["stored"] - seen["kept"])
    return [
        at_most("sync", f"{name}: p95", seen["p95_s"], 3, " s"),
        told("sync", f"{name}: p50, longest", f"{seen['p50_s']:.2f} s, {seen['most_s']:.2f} s"),
        at_most("sync", f"{name}: lost or not answered", lost + seen["bad"], 0, digits=0),
    ]
