"""The drill as files: the table of a place, and the people behind a bar; the address is the question."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exports.columns import Asked, Column, Kind, Rows
from courses.exports.errors import UnknownList
from courses.exports.lists_people import PERSON
from courses.exports.people import Privacy
from courses.people.models import Learner
from courses.reports.drill import DrillPlace, DrillRow, drill_page, place_of, trainers_of
from courses.reports.drill_people import Listed, all_people, people_page
from courses.reports.drill_state import DrillState, NoSuchPlace, read_state
from courses.reports.stage_words import STAGE_CODES, stage_heads
from courses.reports.walkers import year_of_people
from courses.reports.way_sql import ENROLLED, STAGES

NUMBER = Kind.NUMBER
# The whole address of the drill but its page: a file holds all pages.
ADDRESS = tuple("in rest community cohort track trainer sex age education stage who calendar year".split())
PEOPLE = [
    Column("name", gettext_lazy("Person"), width=28),
    Column("place", gettext_lazy("Cohort"), width=34),
    Column("stage", gettext_lazy("Highest stage"), width=22),
    Column("why", gettext_lazy("Why here"), width=30),
    Column("act", gettext_lazy("To do"), width=30),
    Column("phone", gettext_lazy("Phone"), Kind.PHONE),
    PERSON,
]


def state_of(asked: Asked) -> DrillState:
    """Return the drill's state that an address asks for; raises `UnknownList` where it means nothing.

    The page leaves out what it does not understand and says so; a file cannot say it, so it is refused.
    """
    address = {name: asked.filters.get(name, "") for name in ADDRESS}
    try:
        state = read_state(address, at=asked.at, trainers=trainers_of(asked.user))
    except NoSuchPlace as error:
        raise UnknownList from error
    if state.left_out:
        raise UnknownList
    return state


def check_place(asked: Asked) -> None:
    """Refuse a place that does not exist or may not be seen; raises `UnknownList`."""
    _place(asked)


def check_people(asked: Asked) -> None:
    """Refuse a list of people that the reader may not open; raises `UnknownList`."""
    _people_place(asked)


def count_people(asked: Asked) -> int:
    """Return how many people the list has; raises `UnknownList`."""
    place, state = _people_place(asked)
    return people_page(state, place.seen, year_of_people(state.basis), with_phones=False).total


def _place(asked: Asked) -> DrillPlace:
    try:
        return place_of(asked.user, state_of(asked))
    except NoSuchPlace as error:
        raise UnknownList from error


def _people_place(asked: Asked) -> tuple[DrillPlace, DrillState]:
    """Return the place and the state of the list: of a cohort without a stage everybody's, as on the page."""
    place = _place(asked)
    state = place.state
    if not place.may_list or not (state.stage or place.cohort):
        raise UnknownList
    return place, state if state.stage else state.at_stage(ENROLLED)


def _place_columns() -> list[Column]:
    """Return the columns of a table of places: for each stage people, two shares, median days."""
    columns = [
        Column("part", gettext_lazy("Part"), width=30),
        Column("note", gettext_lazy("Remark"), width=24),
        Column("young", gettext_lazy("Too early to judge"), width=14),
    ]
    before, everybody = _("of the stage before"), _("of all enrolled")
    days, passed_over = _("median days"), _("inferred")
    for stage, head in stage_heads().items():
        code = STAGE_CODES[stage]
        columns.append(Column(code, head, NUMBER, 12))
        if stage != ENROLLED:
            columns += [
                Column(f"{code}_of_before", f"{head}: {before} (%)", NUMBER, 12),
                Column(f"{code}_of_all", f"{head}: {everybody} (%)", NUMBER, 12),
                Column(f"{code}_days", f"{head}: {days}", NUMBER, 12),
                Column(f"{code}_inferred", f"{head}: {passed_over}", NUMBER, 12),
            ]
    columns.append(Column("target", gettext_lazy("Own target"), NUMBER, 12))
    return [*columns, Column("signals", gettext_lazy("Signals"), width=40)]


def places(asked: Asked, snapshot: str) -> Rows:
    """Return the table of the parts of a place, worst first, and its total."""
    state = state_of(asked)

    def read() -> Iterator[Sequence[Any]]:
        page = drill_page(asked.user, state)
        for row in page.rows:
            yield _part(row, row.name)
        if page.rows:
            yield _part(page.whole, _("Total"))

    return Rows(_place_columns(), read)


def _part(row: DrillRow, name: str) -> list[Any]:
    cells: list[Any] = []
    for stage, cell in zip(STAGES, row.cells, strict=True):
        cells.append(cell.people)
        if stage != ENROLLED:
            shares = [cell.of_before, cell.of_all] if cell.people else [None, None]
            cells += [*shares, cell.days, cell.inferred]
    signals = ", ".join(str(signal.words) for signal in row.signals)
    return [name, row.note, _("yes") if row.is_young else "", *cells, row.target, signals]


def people(asked: Asked, snapshot: str) -> Rows:
    """Return everybody behind the bar that the reader may see, in the order of the page."""
    place, state = _people_place(asked)

    def read() -> Iterator[Sequence[Any]]:
        privacy = Privacy(asked, snapshot)
        year = year_of_people(state.basis)
        parts = all_people(state, place.seen, year, with_phones=privacy.with_phones)
        for part in parts:
            codes = dict(
                Learner.objects.filter(pk__in=[one.id for one in part]).values_list("pk", "public_id")
            )
            privacy.look([(one.id, codes[one.id]) for one in part])
            for one in part:
                yield [*_said(one, privacy), codes[one.id]]

    return Rows(PEOPLE, read)


def _said(one: Listed, privacy: Privacy) -> list[str]:
    name, phone = privacy.name(one.id, one.name), privacy.phone(one.id, one.phone)
    return [name, one.place, one.stage, one.why, one.act, phone]
