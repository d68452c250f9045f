"""Rows 9 and 10: the manager's list of people over 5,000, and the file of learners by lessons."""

import http.client
import statistics
import time
from typing import Any

from tests.bench import peers
from tests.bench.country import memory_kib
from tests.bench.rows_http import Bench, median_ms_side_by_side, plain_get, queries
from tests.bench.table import Figure, at_most, told

ROUNDS = 5
PIECE_BYTES = 64 * 1024
LESSONS_OF_MOODLE = 20
FIRST_MS, GROWTH_MIB = 200, 30


def row_9(bench: Bench) -> list[Figure]:
    """Measure the first page of the people of the country and of a cohort of 500, beside the bare view."""
    from django.db.models import Count

    from courses.models import Cohort
    from lms.accounts.models import User

    manager = User.objects.get(email="manager@example.org")
    large = Cohort.objects.annotate(size=Count("enrolments")).order_by("-size").first()
    assert large is not None
    paths = {500: f"/desk/drill/?cohort={large.pk}&stage=enrolled", 5_000: "/desk/drill/?stage=enrolled"}
    headers = {"Cookie": bench.manager_cookie, "Accept-Encoding": "gzip"}
    bare_ms, small_ms, large_ms = median_ms_side_by_side(
        lambda: plain_get(bench.bare, "/", {"Accept-Encoding": "gzip"}),
        lambda: plain_get(bench.site, paths[500], headers),
        lambda: plain_get(bench.site, paths[5_000], headers),
    )
    few, many = queries(paths[500], manager), queries(paths[5_000], manager)
    moodle_ms = peers.MOODLE_REPORT_MS * bare_ms / peers.BARE_MS
    return [
        told("9", f"list of people, cohort of {large.size}", f"{small_ms:.1f} ms, {few} queries"),
        told("9", "list of people over 5,000", f"{large_ms:.1f} ms, {many} queries"),
        at_most("9", "over 5,000 / over 500", large_ms / small_ms, 2),
        at_most("9", "over 5,000 / Moodle's report (scaled)", large_ms / moodle_ms, 0.5),
    ]


def row_10(bench: Bench) -> list[Figure]:
    """Read the file of learners by lessons as it comes: its first byte, its end, the server's growth."""
    bare_ms = statistics.median(_timed(lambda: plain_get(bench.bare, "/", {})) for _ in range(40))
    rounds = [_csv(bench) for _ in range(ROUNDS)]
    whole_s = statistics.median(one["whole_s"] for one in rounds)
    lines, lessons = rounds[0]["lines"], rounds[0]["lessons"]
    share = lessons / LESSONS_OF_MOODLE
    moodle_s = peers.MOODLE_CSV_S * share * bare_ms / peers.BARE_MS
    name = f"CSV of {lines:,.0f} rows x {lessons:.0f} lessons"
    return [
        told("10", name, f"{whole_s:.2f} s"),
        at_most("10", f"{name} / Moodle's (its 20 lessons scaled)", whole_s / moodle_s, 0.2),
        at_most("10", "first byte", statistics.median(one["first_ms"] for one in rounds), FIRST_MS, " ms", 0),
        at_most("10", "the server's growth", max(one["growth_mib"] for one in rounds), GROWTH_MIB, " MiB", 1),
    ]


def _timed(ask: Any) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def _csv(bench: Bench) -> dict[str, float]:
    before = most = memory_kib(bench.site)
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", bench.site.port, timeout=120)
    connection.request("GET", "/desk/exports/lessons.csv", headers={"Cookie": bench.manager_cookie})
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    text = answer.read(1)
    first_ms = (time.perf_counter() - began) * 1000
    while piece := answer.read(PIECE_BYTES):
        text += piece
        most = max(most, memory_kib(bench.site))
    whole_s = time.perf_counter() - began
    connection.close()
    cover, _blank, table = text.decode("utf-8-sig").partition("\r\n\r\n")
    assert cover
    head, *rows = table.strip().split("\r\n")
    return {
        "first_ms": first_ms,
        "whole_s": whole_s,
        "lines": len(rows),
        "lessons": head.count(",") - 3,
        "growth_mib": (most - before) / 1024,
    }
