"""Pages that read across the rooms: home, the desk, the cohort view, the goal, the definition."""

from django.http import HttpResponse
from django.shortcuts import render

from courses.access import LearnerRequest, learner_required
from courses.reports.home import home_of
from courses.reports.road import draw_road
from lms.dates import now


@learner_required
def home(request: LearnerRequest) -> HttpResponse:
    """Show a learner their one next step, the road to a first sale and what came back."""
    page = home_of(request.learner, at=now())
    return render(
        request, "courses/home.html", {"page": page, "road": draw_road(page.stations), "tab": "home"}
    )
