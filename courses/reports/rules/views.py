"""The page of rules: all versions to read, and for administrators the next one, tried before it is made."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.errors import Refused
from courses.goals.actions import change_definition, last_version, require_open_year, set_target
from courses.milestones.counting_rules import Rule
from courses.milestones.rule_models import EvidenceRule
from courses.milestones.rules import change_rule as change_evidence_rule
from courses.milestones.rules import require_changeable as require_evidence_changeable
from courses.milestones.rules import rule_on
from courses.reports.months.actions import change_rule as change_counting_rule
from courses.reports.months.actions import require_changeable
from courses.reports.rules.dry_run import (
    Act,
    DryRun,
    try_counting,
    try_definition,
    try_evidence,
    try_target,
)
from courses.reports.rules.forms import CountingForm, DefinitionForm, EvidenceForm, TargetForm
from courses.reports.rules.page import first_open_year, require_open_day, rules_page
from lms.accounts.models import Role
from lms.dates import bangkok_date, now

administrators = desk_required(Role.ADMINISTRATOR)
Trying = Callable[[Act], DryRun]


def _page(
    request: DeskRequest,
    *,
    which: str = "",
    form: forms.Form | None = None,
    tried: DryRun | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """Answer with all rules; `form` is the one that was sent, `tried` what it would change."""
    at = now()
    page = rules_page(at=at)
    fresh: dict[str, forms.Form] = {
        "evidence": EvidenceForm(rule=rule_on(bangkok_date(at)), auto_id=EvidenceForm.ids),
        "definition": DefinitionForm(auto_id=DefinitionForm.ids),
        "target": TargetForm(initial={"year_be": page.year_be}, auto_id=TargetForm.ids),
    }
    for one in page.counting:
        fresh[one.name] = CountingForm(rule=one.name, initial={"from_year_be": page.year_be})
    if form is not None:
        fresh[which] = form
    counting = [(one.label, one.name, fresh[one.name]) for one in page.counting]
    context = {"page": page, "forms": fresh, "counting": counting, "which": which, "tried": tried}
    return render(request, "rules/rules.html", context, status=status)


def _answer(
    request: DeskRequest, which: str, form: forms.Form, *, trying: Trying, doing: Act
) -> HttpResponseBase:
    """Try what a form asks for, or do it where the button says so; a refusal stands at its field.

    What is tried is `doing` itself, taken back: it refuses what keeping it would refuse.
    """
    if not form.is_valid():
        return _page(request, which=which, form=form, status=422)
    try:
        if request.POST.get("act") != "save":
            return _page(request, which=which, form=form, tried=trying(doing))
        doing()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return _page(request, which=which, form=form, status=refused.status)
    messages.success(request, _("Kept as a new version. What was before stays as it was."))
    return redirect("rules")


@require_safe
@never_cache
@desk_required(Role.MANAGER, Role.ADMINISTRATOR)
def rules(request: DeskRequest) -> HttpResponseBase:
    """Show every version of every rule, definition and target: who made it, when and why."""
    return _page(request)


@require_POST
@administrators
def rules_evidence(request: DeskRequest) -> HttpResponseBase:
    """Try or make the next version of the rule of evidence."""
    at = now()
    form = EvidenceForm(request.POST, rule=rule_on(bangkok_date(at)), auto_id=EvidenceForm.ids)

    def trying(act: Act) -> DryRun:
        require_evidence_changeable(by=request.user, at=at, **form.chosen())
        return try_evidence(EvidenceRule(**form.chosen()), act, at=at)

    def doing() -> object:
        return change_evidence_rule(
            by=request.user, at=at, reason=form.cleaned_data["reason"], **form.chosen()
        )

    return _answer(request, "evidence", form, trying=trying, doing=doing)


@require_POST
@administrators
def rules_counting(request: DeskRequest) -> HttpResponseBase:
    """Try a counting rule's new value, or let it hold."""
    if request.POST.get("rule") not in Rule.values:
        raise Http404
    at, rule = now(), Rule(request.POST["rule"])
    form = CountingForm(request.POST, rule=rule)

    def asked() -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("from_year_be", "value")}

    def trying(act: Act) -> DryRun:
        require_changeable(rule, by=request.user, at=at, **asked())
        return try_counting(rule, act, at=at, **asked())

    def doing() -> object:
        return change_counting_rule(
            rule, by=request.user, at=at, reason=form.cleaned_data["reason"], **asked()
        )

    return _answer(request, rule, form, trying=trying, doing=doing)


@require_POST
@administrators
def rules_definition(request: DeskRequest) -> HttpResponseBase:
    """Try or make the next version of a definition."""
    at, form = now(), DefinitionForm(request.POST, auto_id=DefinitionForm.ids)

    def trying(act: Act) -> DryRun:
        day = form.cleaned_data["effective_from"]
        require_open_day(day, at=at)
        return try_definition(last_version(form.cleaned_data["code"], day), act, at=at)

    def doing() -> object:
        sent = form.cleaned_data
        require_open_day(sent["effective_from"], at=at)
        return change_definition(
            sent["code"],
            effective_from=sent["effective_from"],
            by=request.user,
            at=at,
            reason=sent["reason"],
            **form.changes(),
        )

    return _answer(request, "definition", form, trying=trying, doing=doing)


@require_POST
@administrators
def rules_target(request: DeskRequest) -> HttpResponseBase:
    """Try or set what an indicator should reach in an open year."""
    at, form = now(), TargetForm(request.POST, auto_id=TargetForm.ids)

    def asked() -> dict[str, Any]:
        sent = form.cleaned_data
        return {name: sent[name] for name in ("indicator", "year_be", "comparator", "value")}

    def trying(act: Act) -> DryRun:
        values = asked()
        require_open_year(values["year_be"], first_open_year=first_open_year(at), by=request.user)
        return try_target(values.pop("indicator"), act, at=at, **values)

    def doing() -> object:
        sent = form.cleaned_data
        return set_target(
            **asked(),
            budget_baht=sent["budget_baht"],
            reason=sent["reason"],
            by=request.user,
            at=at,
            first_open_year=first_open_year(at),
        )

    return _answer(request, "target", form, trying=trying, doing=doing)
