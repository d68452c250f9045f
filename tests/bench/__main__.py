"""`python -m tests.bench [ROW…]`: measure the rows of the performance targets, and how soon a clip plays."""

import sys
import time

from tests.bench import site
from tests.bench.load import generator_name
from tests.bench.server import serving
from tests.bench.table import Figure, printed

HTTP_ROWS = ("1", "2", "5", "7", "8")
REPORT_ROWS = ("9", "10")
SYNC_ROWS = ("6", "sync")
ALL_ROWS = (
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "10",
    "11",
    "13",
    "clip",
    "play",
    "sync",
    "upload",
    "number",
)


def measure(rows: list[str]) -> list[Figure]:
    """Measure the rows that were asked for."""
    from tests.bench import (
        rows_advert,
        rows_browser,
        rows_film,
        rows_http,
        rows_number,
        rows_player,
        rows_report,
        rows_start,
        rows_sync,
        rows_upload,
    )

    figures: list[Figure] = []
    with (
        serving("tests.bench.bare:application", path="/") as bare,
        serving("lms.wsgi", path="/healthz") as ours,
    ):
        bench = rows_http.gather(bare, ours)
        for row in rows:
            say(f"row {row} …")
            if row in HTTP_ROWS:
                figures += getattr(rows_http, f"row_{row}")(bench)
            elif row in SYNC_ROWS:
                figures += getattr(rows_sync, f"row_{row}")(bench)
            elif row in REPORT_ROWS:
                figures += getattr(rows_report, f"row_{row}")(bench)
            elif row == "3":
                figures += rows_browser.rows_3_and_4(ours, bench.lesson.path_th)
            elif row == "11":
                figures += rows_film.row_11(ours, bench.lesson.path_th)
            elif row == "play":
                figures += rows_player.row_play(ours)
            elif row == "upload":
                figures += rows_upload.row_upload(ours)
    if "clip" in rows:
        say("row clip …")
        figures += rows_advert.row_clip()
    if "number" in rows:
        say("row number …")
        figures += rows_number.row_number()
    if "13" in rows:
        say("row 13 …")
        figures += rows_start.row_13()
    return figures


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Prepare, measure, print; 1 where a row missed its target."""
    rows = [row for row in ALL_ROWS if not sys.argv[1:] or row in sys.argv[1:]]
    if "4" in rows:  # one visit gives both
        rows = [row for row in rows if row not in ("3", "4")]
        rows.insert(sum(row < "3" for row in rows if len(row) == 1), "3")
    unknown = set(sys.argv[1:]) - set(ALL_ROWS)
    if unknown:
        say(f"There is no row {', '.join(sorted(unknown))}; there are {', '.join(ALL_ROWS)}.")
        return 2
    began = time.monotonic()
    say(f"Preparing a site of {site.LEARNERS:,} learners in {site.SITE_DIR} …")
    site.set_up()
    site.prepare()
    say(f"Measuring with {generator_name()} …")
    figures = measure(rows)
    print(printed(figures))
    missed = [one for one in figures if one.is_met is False]
    print(f"\n{len(missed)} missed; {time.monotonic() - began:.0f} s with {generator_name()}.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
