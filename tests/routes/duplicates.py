"""Profiles that may be one person, and closed months."""

from datetime import datetime
from typing import Any

from courses.duplicates.actions import merge_people
from courses.reports.months.actions import close_what_is_due
from lms.dates import BANGKOK
from tests import build
from tests.build import People
from tests.duplicates.things import pair_of
from tests.milestones import things
from tests.routes import Row, learners


def _pair(people: People) -> dict[str, Any]:
    return {"pk": pair_of(people.learner, people.classmate).pk}


def _merge(people: People) -> dict[str, Any]:
    pair, by = pair_of(people.learner, build.learner(into=people.cohort)), people.administrator
    return {"pk": merge_people(pair, survivor=people.learner, by=by, at=build.NOON).pk}


def _month(people: People) -> dict[str, Any]:
    things.certified(people.learner, people.manager)
    close_what_is_due(datetime(2027, 12, 15, tzinfo=BANGKOK))
    return {"year": 2026, "month": 11}


def _year(people: People) -> dict[str, Any]:
    _month(people)
    return {"year_be": 2570}


def managers(name: str, *args: Any, status: int = 200, **more: Any) -> Row:
    """A page that every manager opens, and the administrator."""
    return Row(name, *args, **{"manager": status, "administrator": status, **more})


def ours(name: str, *args: Any, status: int = 200, **more: Any) -> Row:
    """A page about people of one manager's own area."""
    return managers(name, *args, status=status, **{"neighbour_manager": 404, **more})


ROWS = [
    learners("merged-profile", status=302, trainer=302, manager=302, administrator=302),
    managers("duplicates"),
    managers("duplicates-look", status=302, method="post"),
    ours("duplicate", _pair),
    ours("duplicate-apart", _pair, status=302, method="post"),
    ours(
        "duplicate-merge",
        _pair,
        status=302,
        method="post",
        data=lambda p: {"survivor": str(p.learner.pk)},
    ),
    ours("merge", _merge),
    ours("merge-undo", _merge, status=302, method="post"),
    managers("months"),
    # Long before anybody joined: a sentence, and nothing happens.
    managers("month-close", status=409, method="post", data=lambda p: {"year": "2000", "month": "1"}),
    managers("month-closed", _month),
    managers("year-closed", _year),
]
