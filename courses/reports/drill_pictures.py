"""The funnel drawn on the server: one bar a stage, hatched where it is too early to judge."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.reports.drill import Cell, DrillRow
from courses.reports.stage_words import stage_heads
from courses.reports.way_sql import SALE

WIDTH, LEFT, RIGHT, STEP, BAR = 460, 124, 374, 34, 20
LINK_END = SafeString("</a>")


def draw_funnel(row: DrillRow) -> SafeString:
    """Draw a place's funnel; the same numbers stand in the table below it."""
    heads, everybody = stage_heads(), row.counts.learners or 1
    bars = (
        (
            _link(cell),
            LEFT - 10,
            n * STEP + 18,
            heads[cell.stage],
            LEFT,
            n * STEP + 3,
            RIGHT - LEFT,
            BAR,
            _kind(row, cell.stage),
            LEFT,
            n * STEP + 3,
            round((RIGHT - LEFT) * cell.people / everybody, 1),
            BAR,
            RIGHT + 8,
            n * STEP + 18,
            f"{cell.people:,}" if cell.of_before is None else f"{cell.people:,} · {cell.of_before}%",
            "" if not cell.query else LINK_END,
        )
        for n, cell in enumerate(row.cells)
    )
    return format_html(
        '<svg class="funnel-picture" viewBox="0 0 {} {}" role="group" aria-label="{}">'
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>'
        '<rect class="hatch-line" width="2.4" height="6"/></pattern></defs>{}</svg>',
        WIDTH,
        len(row.cells) * STEP,
        ", ".join(f"{heads[cell.stage]} {cell.people:,}" for cell in row.cells)
        + (f". {_('Too early to judge')}" if row.is_young else ""),
        format_html_join(
            "",
            '{}<text x="{}" y="{}" text-anchor="end">{}</text>'
            '<rect class="rail" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
            '<text class="count" x="{}" y="{}">{}</text>{}',
            bars,
        ),
    )


def _link(cell: Cell) -> SafeString:
    """Return what opens a bar's list; nothing where there is none. The table beside it has the same link."""
    if not cell.query:
        return SafeString("")
    return format_html('<a href="{}#people" tabindex="-1">', cell.query)


def _kind(row: DrillRow, stage: int) -> str:
    """Return the bar's class: what cannot be judged yet is hatched, what was proven is green."""
    if row.is_young and stage >= SALE:
        return "bar-young"
    return "bar-done" if stage >= SALE else "bar-way"
