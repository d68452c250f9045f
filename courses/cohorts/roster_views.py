"""The roster of a cohort, and mending it: add, move, end, bring back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.cohorts import actions
from courses.cohorts.desk_forms import AddForm, EndForm, MoveForm
from courses.cohorts.desk_views import visible_cohort
from courses.cohorts.models import Cohort, Enrolment
from courses.errors import Refused
from courses.people.models import Consent, ConsentPurpose, Learner
from lms.accounts.models import User
from lms.dates import now, today

NOT_FOUND = gettext_lazy(
    "None of your learners has this phone. Let the person join with the cohort's code: it takes a minute."
)


def roster_of(cohort: Cohort) -> "QuerySet[Enrolment]":
    """Return everybody who is or was in a cohort, those who are in first, by name."""
    training = Consent.objects.filter(learner=OuterRef("learner"), purpose=ConsentPurpose.TRAINING_RECORD)
    withdrawn = Exists(training.filter(withdrawn_at__isnull=False)) & ~Exists(
        training.filter(withdrawn_at__isnull=True)
    )
    return (
        Enrolment.objects.filter(cohort=cohort, learner__merged_into__isnull=True)
        .select_related("learner__user")
        .annotate(has_withdrawn=withdrawn)
        .order_by("left_at", "learner__user__name")
    )


@require_safe
@never_cache
@desk_required()
def roster(request: DeskRequest, pk: int) -> HttpResponse:
    """List who is in a cohort, with what a trainer mends there."""
    return _roster_page(request, visible_cohort(request.user, pk), AddForm())


@require_POST
@desk_required()
def roster_add(request: DeskRequest, pk: int) -> HttpResponse:
    """Add somebody whom the staff member sees already, by phone; a family's phone asks who."""
    cohort = visible_cohort(request.user, pk)
    form = AddForm(request.POST)
    known = _known(request.user, form) if form.is_valid() else []
    if not known:
        return _roster_page(request, cohort, form, status=422)
    chosen = _chosen(known, form.cleaned_data["learner"])
    if chosen is None:
        return _roster_page(request, cohort, form, known=known)
    try:
        actions.enrol(chosen, cohort=cohort, at=now(), by=request.user)
    except Refused as error:
        form.refuse(error)
        return _roster_page(request, cohort, form, status=error.status)
    messages.success(request, _("%(name)s is in the cohort.") % {"name": chosen.name})
    return redirect("roster", pk=cohort.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk_required()
def roster_person(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one person's place in a cohort: move it, end it, or bring it back."""
    rows = Enrolment.objects.visible_to(request.user).filter(learner__merged_into__isnull=True)
    enrolment = get_object_or_404(
        rows.select_related("learner__user", "cohort__community", "cohort__trainer"), pk=pk
    )
    page: dict[str, Any] = {
        "enrolment": enrolment,
        "move": MoveForm(cohorts=_goals_of_a_move(request.user, enrolment)),
        "end": EndForm(),
    }
    if request.method != "POST":
        return render(request, "cohorts/roster_person.html", page)
    return _mend(request, enrolment, page)


def _mend(request: DeskRequest, enrolment: Enrolment, page: dict[str, Any]) -> HttpResponse:
    """Do what the pressed button asks for, or show the page with what is wrong."""
    asked, status = request.POST.get("do"), 422
    try:
        if asked == "move":
            page["move"] = MoveForm(request.POST, cohorts=_goals_of_a_move(request.user, enrolment))
            if page["move"].is_valid():
                goal = page["move"].cleaned_data["to"]
                arrived = actions.move_learner(enrolment, to=goal, at=now(), by=request.user)
                messages.success(request, _("Moved."))
                return redirect("roster", pk=arrived.cohort_id)
        elif asked == "end":
            page["end"] = EndForm(request.POST)
            if page["end"].is_valid():
                why = page["end"].cleaned_data["reason"]
                actions.end_enrolment(enrolment, at=now(), reason=why, by=request.user)
                messages.success(request, _("Ended. What was learnt is kept."))
                return redirect("roster", pk=enrolment.cohort_id)
        elif asked == "back":
            actions.bring_back(enrolment, at=now(), by=request.user)
            messages.success(request, _("Back in the cohort."))
            return redirect("roster", pk=enrolment.cohort_id)
    except Refused as error:
        page["error"], status = error, error.status
    return render(request, "cohorts/roster_person.html", page, status=status)


def _goals_of_a_move(user: User, enrolment: Enrolment) -> "QuerySet[Cohort]":
    """Return the cohorts of the same kind that are not over and that the staff member sees."""
    rows: QuerySet[Cohort] = Cohort.objects.visible_to(user)
    return (
        rows.filter(ends_on__gte=today(), is_demonstration=enrolment.cohort.is_demonstration)
        .exclude(pk=enrolment.cohort_id)
        .select_related("community")
    )


def _known(user: User, form: AddForm) -> list[Learner]:
    """Return the profiles of a phone that the staff member may see; says so where there is none.

    Others are not found, so that the form is no directory of whose phone a number is.
    """
    seen = Enrolment.objects.visible_to(user).filter(learner__user__phone=form.cleaned_data["phone"])
    known = Learner.objects.filter(pk__in=seen.values("learner_id"), merged_into=None)
    found = list(known.select_related("user").order_by("user__name"))
    if not found:
        form.add_error("phone", str(NOT_FOUND))
    return found


def _chosen(known: list[Learner], wanted: str) -> Learner | None:
    """Return the one profile of a phone, or the one that was chosen among several."""
    if len(known) == 1:
        return known[0]
    return next((learner for learner in known if str(learner.pk) == wanted), None)


def _roster_page(
    request: DeskRequest, cohort: Cohort, form: AddForm, *, status: int = 200, known: Sequence[Learner] = ()
) -> HttpResponse:
    context = {
        "cohort": cohort,
        "rows": roster_of(cohort),
        "form": form,
        "known": known,
        "is_over": cohort.is_over(today()),
        "moved": actions.MOVED,
    }
    return render(request, "cohorts/roster.html", context, status=status)
