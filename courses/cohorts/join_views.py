"""Joining by link, QR or typed code: `/j/` and `/j/CODE/`."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.access import learner_of
from courses.cohorts.actions import check_open, join_as_learner, join_cohort
from courses.cohorts.codes import normalise_code
from courses.cohorts.errors import CodeRefused, CodeUnknown, CohortFull, ListedAlready
from courses.cohorts.join_forms import JoinForm
from courses.cohorts.models import Cohort, Enrolment
from courses.errors import Refused
from courses.people.errors import PinTaken, TooManyTries
from courses.people.models import Learner
from courses.people.notice import NOTICE_VERSION
from lms.accounts.flows import sign_in
from lms.accounts.limits import allowed, note_failure, too_many_failures
from lms.dates import now


@require_safe
@never_cache
def join_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a poster; a readable one leads to its cohort."""
    typed = request.GET.get("code")
    if typed is None:
        return _ask_for_code(request)
    try:
        return redirect("join", code=normalise_code(typed))
    except Refused as error:
        return _ask_for_code(request, typed=typed, error=error)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Let a newcomer join the cohort of a code, or somebody who is known already with one button."""
    at = now()
    try:
        cohort = _find(request, code)
        check_open(cohort, at=at)
    except Refused as error:
        return _ask_for_code(request, typed=code, error=error)
    learner = learner_of(request.user)
    if learner is not None:
        return _join_known(request, cohort, learner, at)
    if request.user.is_authenticated:
        return render(
            request, "cohorts/join_staff.html", {"cohort": cohort, "seats_left": _seats_left(cohort)}
        )
    return _join_new(request, cohort, at)


def _find(request: HttpRequest, code: str) -> Cohort:
    """Return the cohort of a code. Wrong codes are counted by address, right ones never."""
    if too_many_failures(request, "join_code"):
        raise TooManyTries
    try:
        found: Cohort | None = Cohort.objects.with_code(normalise_code(code)).with_taken().first()
        if found is None:
            raise CodeUnknown
    except Refused:
        note_failure(request, "join_code")
        raise
    return found


def _ask_for_code(request: HttpRequest, *, typed: str = "", error: Refused | None = None) -> HttpResponse:
    context = {"typed": typed[:20].replace("\x00", ""), "error": error}
    return render(request, "cohorts/join_code.html", context, status=error.status if error else 200)


def _seats_left(cohort: Cohort) -> int:
    taken: int = cohort.taken  # type: ignore[attr-defined]
    return max(cohort.seats - taken, 0)


def _join_known(request: HttpRequest, cohort: Cohort, learner: Learner, at: datetime) -> HttpResponse:
    """Enrol somebody who is signed in; whoever is in already goes home."""
    if Enrolment.objects.active().filter(learner=learner, cohort=cohort).exists():
        return redirect("home")
    error: Refused | None = CohortFull() if _seats_left(cohort) == 0 else None
    if request.method == "POST" and error is None:
        try:
            join_as_learner(learner, cohort=cohort, at=at)
        except Refused as refused:
            error = refused
        else:
            return redirect("home")
    context = {"cohort": cohort, "seats_left": _seats_left(cohort), "learner": learner, "error": error}
    return render(request, "cohorts/join_known.html", context, status=error.status if error else 200)


def _join_new(request: HttpRequest, cohort: Cohort, at: datetime) -> HttpResponse:
    """Show the form, or make the profile, enrol it and sign it in."""
    if request.method != "POST":
        full = _seats_left(cohort) == 0
        return (
            _ask_for_code(request, error=CohortFull()) if full else _form(request, cohort, JoinForm.fresh())
        )
    form = JoinForm(request.POST)
    if not allowed(request, "signup"):
        form.is_valid()
        form.refuse(TooManyTries())
        return _form(request, cohort, form, status=TooManyTries.status)
    if not form.is_valid():
        return _form(request, cohort, form, status=422)
    try:
        enrolment = _join_with(request, cohort, form, at)
    except Refused as error:
        form.refuse(error)
        return _form(
            request,
            cohort,
            form,
            status=error.status,
            is_known=isinstance(error, PinTaken),
            is_listed=isinstance(error, (ListedAlready, CodeRefused)),
        )
    return sign_in(request, enrolment.learner.user)


def _join_with(request: HttpRequest, cohort: Cohort, form: JoinForm, at: datetime) -> Enrolment:
    # "This PIN is taken" tells a guesser something about the phone: so it is counted by the phone.
    if not allowed(request, "choose_pin", key=form.cleaned_data["phone"]):
        raise TooManyTries(field="phone")
    if form.cleaned_data["code"] and not allowed(request, "redeem_code", key=form.cleaned_data["phone"]):
        raise TooManyTries(field="code")
    return join_cohort(cohort, **form.newcomer, notice_version=NOTICE_VERSION, at=at)


def _form(
    request: HttpRequest,
    cohort: Cohort,
    form: JoinForm,
    *,
    status: int = 200,
    is_known: bool = False,
    is_listed: bool = False,
) -> HttpResponse:
    context = {
        "cohort": cohort,
        "seats_left": _seats_left(cohort),
        "form": form,
        "is_known": is_known,
        "is_listed": is_listed,
        "asks_code": is_listed or bool(form["code"].value()) or bool(form.errors.get("code")),
    }
    return render(request, "cohorts/join.html", context, status=status)
