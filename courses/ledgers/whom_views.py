"""Whom a new row is for: found by name or phone among those that one may see, or somebody outside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from courses.access import DeskRequest
from courses.cohorts.models import Enrolment
from courses.cohorts.programme import is_demonstration
from courses.ledgers.forms import OutsideForm
from courses.ledgers.models import Operator
from courses.ledgers.whom import find_people, operator_of_learner, outside_operator
from courses.people.models import Learner
from lms.accounts.models import User


@dataclass
class Whom:
    """The one that a form is about; `outside` is the form of somebody who is not known yet."""

    operator: Operator | None = None
    learner: Learner | None = None
    outside: OutsideForm | None = None

    @property
    def label(self) -> str:
        """Return the name; empty for somebody who is not known yet."""
        known = self.operator.label if self.operator else ""
        return known or (self.learner.name if self.learner else "")

    def is_valid(self) -> bool:
        """Tell whether it is clear who is meant."""
        return self.outside is None or self.outside.is_valid()

    def get(self, *, by: User, at: datetime, is_sure: bool) -> Operator:
        """Return the operator, made if it is new. Raises what `outside_operator` raises."""
        if self.operator is not None:
            return self.operator
        if self.learner is not None:
            return operator_of_learner(self.learner, by=by, at=at)
        assert self.outside is not None
        return outside_operator(**self.outside.cleaned_data, by=by, at=at, is_sure=is_sure)

    def known(self) -> Operator | None:
        """Return the operator if there is one already."""
        if self.learner is not None:
            return Operator.objects.filter(learner=self.learner, name="").first()
        return self.operator


def visible_learner(user: User, pk: str) -> Learner:
    """Return a learner in a cohort that a staff member may see; 404 for all others."""
    if not pk.isdecimal():
        raise Http404
    seen = Enrolment.objects.visible_to(user).filter(learner_id=int(pk)).values("learner_id")
    found = Learner.objects.filter(pk__in=seen, merged_into=None).select_related("user").first()
    if found is None:
        raise Http404
    return found


def visible_operator(user: User, pk: str | int) -> Operator:
    """Return an operator of this site's kind that a staff member may see; 404 for all others."""
    if not str(pk).isdecimal():
        raise Http404
    rows = Operator.objects.visible_to(user).with_names()
    found: Operator | None = rows.filter(pk=int(pk), is_demonstration=is_demonstration()).first()
    if found is None:
        raise Http404
    return found


def chosen(request: DeskRequest) -> Whom | None:
    """Return who was chosen on the first page of a new row; None while nobody is."""
    asked = request.GET
    if asked.get("operator"):
        return Whom(operator=visible_operator(request.user, asked["operator"]))
    if asked.get("learner"):
        return Whom(learner=visible_learner(request.user, asked["learner"]))
    if asked.get("outside"):
        return Whom(outside=OutsideForm(request.POST or None, user=request.user))
    return None


def choose_page(request: DeskRequest, title: str, tab: str, **more: Any) -> HttpResponse:
    """Ask whom a new row is for."""
    query = request.GET.get("q", "").replace("\x00", "")[:60].strip()
    outside, learners = find_people(request.user, query) if query else ([], [])
    places = {
        row.learner_id: row.cohort.community.name
        for row in Enrolment.objects.filter(learner__in=learners)
        .select_related("cohort__community")
        .order_by("joined_at")
    }
    context = {
        "title": title,
        "tab": tab,
        "query": query,
        "outside": outside,
        "learners": [(learner, places.get(learner.pk, "")) for learner in learners],
        **more,
    }
    return render(request, "ledgers/choose.html", context)
