"""The road to a first sale, drawn on the server as one small SVG; a reader gets the same as a list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.reports.next_step import (
    FIRST_CONTENT,
    FIRST_SALE,
    SHOP_OPEN,
    VERIFIED,
    JourneyFacts,
    LessonState,
    Step,
    chosen_track,
)

# The drawing's own units; at 390 px of screen one unit is nearly one pixel.
WIDTH, LEFT, RIGHT, TOP, ROW = 340, 44, 296, 28, 68
MOST_IN_A_ROW = 3
RADIUS, RADIUS_HERE = 12, 15


class Mark(StrEnum):
    """Where a station stands."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Station:
    """One stop on the road: the foundation, a track, or a milestone."""

    code: str
    label: str
    mark: Mark

    @property
    def words(self) -> str:
        """Return the state as a reader says it."""
        return {
            Mark.DONE: pgettext("road", "done"),
            Mark.HERE: pgettext("road", "you are here"),
            Mark.AHEAD: pgettext("road", "still ahead"),
        }[self.mark]


def stations(facts: JourneyFacts, titles: Mapping[str, str], step: Step) -> list[Station]:
    """Return the stops: the foundation, the tracks, then shop, first content, first sale.

    Tracks that are done come first and the learner's own next, so that the walked road is unbroken.
    """
    stops = [(code, titles.get(code, code), done) for code, done in _tracks(facts.lessons)]
    for code, label in (
        (SHOP_OPEN, _("Open a shop")),
        (FIRST_CONTENT, _("First live or clip")),
        (FIRST_SALE, _("First sale")),
    ):
        stops.append((code, label, facts.milestones.get(code) == VERIFIED))
    here = _here(stops, step)
    return [
        Station(code, label, Mark.DONE if done else Mark.HERE if code == here else Mark.AHEAD)
        for code, label, done in stops
    ]


def _tracks(lessons: Sequence[LessonState]) -> list[tuple[str, bool]]:
    """Return each track with whether all its required lessons are done."""
    done: dict[str, bool] = {}
    for lesson in lessons:
        if lesson.is_required:
            done[lesson.track] = done.get(lesson.track, True) and lesson.completed
    foundation = {lesson.track for lesson in lessons if lesson.is_foundation}
    own = chosen_track(lessons)
    # sorted() keeps the order of the path among equals.
    return sorted(done.items(), key=lambda item: (item[0] not in foundation, not item[1], item[0] != own))


def _here(stops: Iterable[tuple[str, str, bool]], step: Step) -> str:
    """Return the stop of the next step; while everything waits, the first that is not done."""
    ahead = [code for code, _label, done in stops if not done]
    wanted = step.milestone or (step.lesson.track if step.lesson else "")
    return wanted if wanted in ahead else (ahead[0] if ahead else "")


def draw_road(stops: Sequence[Station]) -> SafeString:
    """Draw the road with its stops. Colours come from classes: the page allows no inline style."""
    points = _points(len(stops))
    height = points[-1][1] + 42 if points else 0
    lines = [
        (_between(points[i], points[i + 1]), _line_class(stops[i], stops[i + 1]))
        for i in range(len(points) - 1)
    ]
    # The grey road lies below the green one, so that their round ends never cover green.
    lines.sort(key=lambda line: line[1])
    roads = format_html_join("", '<path d="{}" class="{}"/>', lines)
    marks = format_html_join(
        "", "{}", ((_stop(stop, point),) for stop, point in zip(stops, points, strict=True))
    )
    return format_html(
        '<svg class="road" viewBox="0 0 {} {}" aria-hidden="true">{}{}</svg>', WIDTH, height, roads, marks
    )


def _line_class(one: Station, other: Station) -> str:
    reached = one.mark is Mark.DONE and other.mark is not Mark.AHEAD
    return "walked" if reached else "ahead"


def _points(count: int) -> list[tuple[int, int]]:
    """Return where the stops stand: rows that run right, then left, then right again."""
    if count == 0:
        return []
    rows = -(-count // MOST_IN_A_ROW)
    points = []
    for row in range(rows):
        here = count // rows + (1 if row < count % rows else 0)
        # A short row leaves room for the turn it comes from and the one it goes to.
        first, last = (
            (LEFT, RIGHT - 40 * (row < rows - 1)) if row == 0 else (LEFT + 40, RIGHT - 40 * (row < rows - 1))
        )
        step = (last - first) / max(here - 1, 1)
        xs = [round(first + step * i) for i in range(here)]
        points += [(x, TOP + ROW * row) for x in (reversed(xs) if row % 2 else xs)]
    return points


def _between(one: tuple[int, int], other: tuple[int, int]) -> str:
    """Return the path from a stop to the next: straight in a row, round the bend between rows."""
    (x1, y1), (x2, y2) = one, other
    if y1 == y2:
        return f"M{x1} {y1}H{x2}"
    is_right = (y1 - TOP) // ROW % 2 == 0
    bend = max(x1, x2) if is_right else min(x1, x2)
    half = ROW // 2
    return f"M{x1} {y1}H{bend}a{half} {half} 0 0 {1 if is_right else 0} 0 {ROW}H{x2}"


def _stop(stop: Station, point: tuple[int, int]) -> SafeString:
    """Draw one stop with its name below it, and a tick where it is done."""
    x, y = point
    radius = RADIUS_HERE if stop.mark is Mark.HERE else RADIUS
    tick = ""
    if stop.mark is Mark.DONE:
        tick = format_html('<path class="tick" d="M{} {}l4 4 7-8"/>', x - 5, y)
    return format_html(
        '<circle class="{0}" cx="{1}" cy="{2}" r="{3}"/>{4}<text class="{0}" x="{1}" y="{5}">{6}</text>',
        stop.mark.value,
        x,
        y,
        radius,
        tick,
        y + 33,
        stop.label,
    )
