"""The drill page: from the country down to one person, its state in its address."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from courses.access import DeskRequest, desk_required
from courses.catalogue.models import Track
from courses.people.models import Education, Sex
from courses.reports.basis import Basis, YearKind
from courses.reports.desk import may_know_phones
from courses.reports.drill import DrillPage, drill_page, trainers_of
from courses.reports.drill_people import PeoplePage, people_page
from courses.reports.drill_pictures import draw_funnel
from courses.reports.drill_proofs import proofs_of
from courses.reports.drill_state import DrillState, NoSuchPlace, read_state
from courses.reports.goal_page import years_of
from courses.reports.scope import UNKNOWN, AgeBand
from courses.reports.stage_words import leaks, stage_heads, stage_labels
from courses.reports.way_sql import ENROLLED
from lms.accounts.models import User
from lms.dates import now


@desk_required()
def drill(request: DeskRequest) -> HttpResponse:
    """Show a place's funnel, that of its parts, and where a bar was opened its people."""
    at, user = now(), request.user
    trainers = trainers_of(user)
    try:
        state = read_state(request.GET, at=at, trainers=trainers)
        page = drill_page(user, state)
    except NoSuchPlace as error:
        raise Http404 from error
    state = page.state
    people = _people(user, page)
    years = years_of(state.basis)
    context = {
        "page": page,
        "state": state,
        "people": people,
        "listed": _listed_words(state) if people else "",
        "place": page.way_up[-1][0],
        "proofs": proofs_of(people, state) if people else {},
        "goal_query": _goal_query(state),
        "picture": draw_funnel(page.whole),
        "heads": stage_heads(),
        "labels": stage_labels(),
        "years": [(year, _in_year(state, year)) for year in years],
        "other_kind": _other_kind(state),
        "choices": _choices(state, trainers),
        "kept": _kept(state),
        "file_query": replace(state, page=1).query(),
        **_pages(state, people),
    }
    return render(request, "courses/drill.html", context)


def _people(user: User, page: DrillPage) -> PeoplePage | None:
    """Return the people of the bar that was opened; of a cohort always somebody's."""
    state = page.state
    if not state.stage and page.cohort is None:
        return None
    if not page.may_list:
        return None
    if not state.stage:
        state = replace(state, stage=ENROLLED)
    phones = may_know_phones(user)
    return people_page(state, page.place.seen, page.year, with_phones=phones)


def _pages(state: DrillState, people: PeoplePage | None) -> dict[str, str]:
    """Return the addresses of the pages of a list beside the one that is shown."""
    if people is None:
        return {}
    found = {"first_page": state.query(page=1)}
    if people.page > 1:
        found["previous_page"] = state.query(page=people.page - 1)
    if people.page < people.pages:
        found["next_page"] = state.query(page=people.page + 1)
    return found


def _in_year(state: DrillState, year: int) -> str:
    return replace(state, basis=replace(state.basis, year_be=year), page=1).query()


def _other_kind(state: DrillState) -> str:
    """Return the query of the same place in the other kind of year, now."""
    kind = YearKind.CALENDAR if state.basis.is_fiscal else YearKind.FISCAL
    return replace(state, basis=Basis.of(None, at=state.basis.at, kind=kind), page=1).query()


def _goal_query(state: DrillState) -> str:
    """Return the query of the goal page in the same year."""
    kind = "" if state.basis.is_fiscal else "calendar=1&"
    return f"?{kind}year={state.basis.year_be}"


def _listed_words(state: DrillState) -> str:
    """Return whose list it is."""
    stage = state.stage or ENROLLED
    if state.who == "missing":
        return leaks()[stage]
    return stage_labels()[stage]


def _choices(state: DrillState, trainers: dict[int, str]) -> list[dict[str, object]]:
    """Return the filters with what may be chosen in each, the chosen one marked."""
    scope = state.scope
    unknown = (UNKNOWN, _("not stated"))
    tracks = [(track.code, track.title) for track in Track.objects.filter(is_foundation=False)]
    fields = [
        ("track", _("Track"), tracks, scope.track),
        (
            "trainer",
            _("Trainer"),
            [(str(pk), name) for pk, name in trainers.items()],
            str(scope.trainer or ""),
        ),
        ("sex", _("Sex"), [*Sex.choices, unknown], scope.sex),
        ("age", _("Age"), AgeBand.choices, scope.age),
        ("education", _("Education"), [*Education.choices, unknown], scope.education),
    ]
    return [
        {"name": name, "label": label, "options": options, "chosen": chosen}
        for name, label, options, chosen in fields
    ]


def _kept(state: DrillState) -> list[tuple[str, str]]:
    """Return what a form of filters sends along: the place, the year and the open list."""
    filters = {"track", "trainer", "sex", "age", "education", "page"}
    return [(name, value) for name, value in state.parameters().items() if name not in filters]
