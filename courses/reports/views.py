"""Pages that read across the rooms: home, the desk, the cohort view, the goal, the definition."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from courses.access import DeskRequest, LearnerRequest, desk_required, learner_required
from courses.audit.actions import note_look
from courses.cohorts.models import Cohort
from courses.milestones.ladder import LABELS
from courses.reports.basis import Basis, YearKind
from courses.reports.cohort_table import cohort_table
from courses.reports.desk import may_know_phones, waiting_counts, waiting_on
from courses.reports.desk_page import desk_page
from courses.reports.goal import headline_of
from courses.reports.goal_page import goal_page, years_of
from courses.reports.home import home_of
from courses.reports.learner_page import find_learner, learner_page
from courses.reports.road import draw_road
from lms.dates import now
from lms.geo import PROVINCE_DIGITS, current_code


@learner_required
def home(request: LearnerRequest) -> HttpResponse:
    """Show a learner their one next step, the road to a first sale and what came back."""
    page = home_of(request.learner, at=now())
    return render(
        request, "courses/home.html", {"page": page, "road": draw_road(page.stations), "tab": "home"}
    )


@desk_required()
def cohort(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a cohort: who is where, and who needs a call."""
    visible = Cohort.objects.visible_to(request.user).select_related("community", "trainer")
    # The menu's counts ride along: the whole page is seven queries.
    found = get_object_or_404(visible.annotate(**waiting_counts(request.user)), pk=pk)
    table = cohort_table(found, at=now(), with_phones=may_know_phones(request.user))
    context = {
        "cohort": found,
        "table": table,
        "desk_waiting": waiting_on(found),
        "steps": LABELS.items(),
        "province": current_code(found.community.area_code)[:PROVINCE_DIGITS],
    }
    return render(request, "courses/cohort.html", context)


@desk_required()
def learner(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one learner: facts, the way so far, work and claims."""
    found = find_learner(request.user, pk)
    if found is None:
        raise Http404
    at = now()
    note_look(by=request.user, at=at, person=found.public_id, subject=("learner", found.public_id))
    page = learner_page(found, by=request.user, at=at)
    return render(request, "courses/learner.html", {"page": page, "learner": found})


@desk_required()
def goal(request: DeskRequest) -> HttpResponse:
    """Show the number against the target, its line, the funnel, the communities and all other figures.

    `?year=` is a past year, `?calendar=1` counts calendar years.
    """
    kind = YearKind.CALENDAR if request.GET.get("calendar") == "1" else YearKind.FISCAL
    current = Basis.of(None, at=now(), kind=kind)
    years = years_of(current)
    wanted = request.GET.get("year", "")
    if wanted and wanted not in map(str, years):
        raise Http404
    basis = replace(current, year_be=int(wanted)) if wanted else current
    return render(request, "courses/goal.html", {"page": goal_page(request.user, basis, years)})


def number(request: HttpRequest) -> HttpResponse:
    """Say to everybody how the number is counted, with the number itself."""
    basis = Basis.of(None, at=now())
    return render(request, "courses/number.html", {"number": headline_of(basis), "basis": basis})


@desk_required()
def desk(request: DeskRequest) -> HttpResponse:
    """Show what waits for this staff member, and their cohorts or communities."""
    return render(request, "courses/desk.html", {"page": desk_page(request.user, at=now())})
