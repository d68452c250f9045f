"""Desk pages about one learner's sales: what the trainer saw, and a suspension."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from courses.access import DeskRequest, desk_required
from courses.cohorts.models import Enrolment
from courses.errors import Refused
from courses.fields import DayField
from courses.milestones.deciders import is_own_trainer
from courses.milestones.person_models import Suspension, WitnessStatement
from courses.milestones.witnesses import (
    LONGEST_PLACE,
    LONGEST_TEXT,
    lift_suspension,
    suspend_learner,
    witness_sale,
)
from courses.people.models import Learner
from lms.accounts.models import Role
from lms.dates import now


class WitnessForm(forms.Form):
    """Where and when the trainer saw the sale, and what."""

    statement_id = forms.UUIDField(widget=forms.HiddenInput)
    happened_on = DayField(label=_("On which day did you see it?"), help_text=_("For example 17/11/2569"))
    place = forms.CharField(label=_("Where?"), max_length=LONGEST_PLACE)
    text = forms.CharField(
        label=_("What did you see?"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class SuspendForm(forms.Form):
    """Why everybody should look twice."""

    reason = forms.CharField(
        label=_("Why is the learner suspended?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def learner_in_sight(request: DeskRequest, pk: int) -> Learner:
    """Return a learner whom the staff member may see; 404 for all others."""
    if not Enrolment.objects.visible_to(request.user).filter(learner_id=pk).exists():
        raise Http404
    return get_object_or_404(Learner.objects.select_related("user"), pk=pk, merged_into=None)


def _placed(form: forms.Form, refused: Refused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required(Role.TRAINER)
def learner_witness(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Let the learner's trainer say which sale they saw."""
    learner = learner_in_sight(request, pk)
    if not is_own_trainer(request.user, learner):
        raise Http404
    form = WitnessForm(request.POST or None, initial={"statement_id": uuid.uuid4()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                witness_sale(learner, by=request.user, at=now(), **form.cleaned_data)
            except Refused as refused:
                _placed(form, refused)
                status = refused.status
            else:
                messages.success(request, _("Noted. It counts as one piece of evidence for that day."))
                return redirect("learner", pk=pk)
    said = WitnessStatement.objects.filter(learner=learner).select_related("witness")
    context = {"learner": learner, "form": form, "said": said}
    return render(request, "courses/learner_witness.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required(Role.MANAGER, Role.ADMINISTRATOR)
def learner_suspend(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Suspend a learner with a reason, or lift the suspension."""
    learner = learner_in_sight(request, pk)
    running = Suspension.objects.filter(learner=learner, lifted_at__isnull=True)
    suspension = running.select_related("suspended_by").first()
    if request.method == "POST" and "lift" in request.POST:
        lift_suspension(learner, by=request.user, at=now())
        messages.success(request, _("The suspension is lifted."))
        return redirect("learner", pk=pk)
    form, status = SuspendForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            suspend_learner(learner, by=request.user, at=now(), reason=form.cleaned_data["reason"])
            messages.success(request, _("Suspended. Everybody who checks sees it."))
            return redirect("learner", pk=pk)
    context = {"learner": learner, "form": form, "suspension": suspension}
    return render(request, "courses/learner_suspend.html", context, status=status)
