"""Row 13: from nothing to the first page of an installed site."""

import statistics
import time

from tests.bench import peers
from tests.bench.server import serving
from tests.bench.table import Figure, at_most, told

STARTS = 3


def _seconds(application: str, path: str) -> float:
    began = time.perf_counter()
    with serving(application, path=path):
        return time.perf_counter() - began


def row_13() -> list[Figure]:
    """Start the web server a few times and wait for the home page."""
    ours = statistics.median(_seconds("lms.wsgi", "/") for _ in range(STARTS))
    bare = statistics.median(_seconds("tests.bench.bare:application", "/") for _ in range(STARTS))
    return [
        told("13", "cold start of the bare view", f"{bare:.2f} s"),
        at_most("13", "cold start to the first page (Kolibri)", ours, peers.KOLIBRI_START_S, " s"),
    ]
