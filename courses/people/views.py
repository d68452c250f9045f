"""What a person may read and change about themselves."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import LearnerRequest, learner_required
from courses.errors import Refused
from courses.people import actions
from courses.people.errors import TooManyTries
from courses.people.forms import AboutForm, ChangePhoneForm, ChangePinForm, GuardianForm, RefusableForm
from courses.people.models import ConsentPurpose
from courses.people.notice import NOTICE_VERSION
from lms.accounts.limits import allowed
from lms.dates import now

# What the programme does from now on, said the moment a consent is withdrawn.
WHAT_FOLLOWS: dict[str, Promise] = {
    ConsentPurpose.TRAINING_RECORD: gettext_lazy(
        "Withdrawn. Your trainer sees it and talks with you about what is kept. "
        "Nothing is erased before you ask for it."
    ),
    ConsentPurpose.PUBLICITY_PHOTO: gettext_lazy(
        "Withdrawn. Your picture and your story are not used in news any more."
    ),
    ConsentPurpose.SHARING_WITH_MINISTRY: gettext_lazy(
        "Withdrawn. Your name leaves every list that goes to the Ministry. Counts without names stay."
    ),
    ConsentPurpose.MESSAGES: gettext_lazy("Withdrawn. You get no reminders."),
}

shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """Say in short what is kept about a person, why, and who sees it."""
    return render(request, "people/notice.html", {"version": NOTICE_VERSION})


@shown_or_sent
@never_cache
@learner_required
def about_me(request: LearnerRequest) -> HttpResponse:
    """Let a learner mend the name and say more about themselves, or leave it empty."""
    if request.method != "POST":
        return _form_page(request, AboutForm.of(request.learner), _("About me"))
    form = AboutForm(request.POST)
    return _keep(
        request,
        form,
        lambda facts: actions.describe_learner(request.learner, **facts, at=now()),
        heading=_("About me"),
        done=_("Kept."),
    )


@shown_or_sent
@never_cache
@sensitive_post_parameters()
@learner_required
def change_phone(request: LearnerRequest) -> HttpResponse:
    """Let a learner take the profile to another phone number."""
    if request.method != "POST":
        return _form_page(request, ChangePhoneForm(), _("Change the phone number"))

    def change(facts: dict[str, str]) -> None:
        _count_try(request, phone=facts["phone"])
        learner = actions.change_phone(request.learner, **facts, at=now())
        update_session_auth_hash(request, learner.user)

    done = _("Kept. From now on, sign in with the new number.")
    return _keep(request, ChangePhoneForm(request.POST), change, _("Change the phone number"), done)


@shown_or_sent
@never_cache
@sensitive_post_parameters()
@learner_required
def change_pin(request: LearnerRequest) -> HttpResponse:
    """Let a learner choose another PIN."""
    if request.method != "POST":
        return _form_page(request, ChangePinForm(), _("Change the PIN"))

    def change(facts: dict[str, str]) -> None:
        _count_try(request, phone=request.user.phone)
        learner = actions.change_pin(request.learner, old_pin=facts["old_pin"], new_pin=facts["pin"])
        update_session_auth_hash(request, learner.user)

    done = _("Kept. From now on, sign in with the new PIN.")
    return _keep(request, ChangePinForm(request.POST), change, _("Change the PIN"), done)


@require_POST
@learner_required
def consent(request: LearnerRequest, purpose: str) -> HttpResponse:
    """Give or withdraw the consent to one purpose."""
    if purpose not in ConsentPurpose.values:
        raise Http404
    asked = ConsentPurpose(purpose)
    if request.POST.get("answer") == "give":
        return _give(request, asked)
    actions.withdraw_consent(request.learner, purpose=asked, at=now())
    messages.success(request, str(WHAT_FOLLOWS[asked]))
    return redirect("profile")


def _give(request: LearnerRequest, purpose: ConsentPurpose) -> HttpResponse:
    """Take a consent in; who is under 20 is asked for the guardian's name first."""
    at, form = now(), None
    if actions.needs_guardian(request.learner, purpose, at=at):
        was_asked = "guardian_name" in request.POST
        form = GuardianForm(request.POST if was_asked else None)
        if not was_asked or not form.is_valid():
            return _guardian_page(request, form, purpose, status=422 if was_asked else 200)
    try:
        actions.give_consent(
            request.learner,
            purpose=purpose,
            notice_version=NOTICE_VERSION,
            guardian_name=form.cleaned_data["guardian_name"] if form else "",
            at=at,
        )
    except Refused as error:
        form = form or GuardianForm({})
        form.refuse(error)
        return _guardian_page(request, form, purpose, status=error.status)
    return redirect("profile")


def _guardian_page(
    request: LearnerRequest, form: GuardianForm, purpose: ConsentPurpose, status: int
) -> HttpResponse:
    context = {"form": form, "purpose": purpose, "tab": "profile"}
    return render(request, "people/guardian.html", context, status=status)


def _count_try(request: HttpRequest, *, phone: str) -> None:
    """Stop whoever tries PINs with somebody's open phone, or asks which PINs a phone has."""
    if not (allowed(request, "change_password") and allowed(request, "choose_pin", key=phone)):
        raise TooManyTries


def _form_page(request: HttpRequest, form: RefusableForm, heading: str, status: int = 200) -> HttpResponse:
    return render(
        request, "people/form.html", {"form": form, "heading": heading, "tab": "profile"}, status=status
    )


def _keep(
    request: HttpRequest, form: RefusableForm, keep: Callable[..., object], heading: str, done: str
) -> HttpResponse:
    """Keep what the form says and go back to the profile, or show the form with what is wrong."""
    if not form.is_valid():
        return _form_page(request, form, heading, status=422)
    try:
        keep(form.cleaned_data)
    except Refused as error:
        form.refuse(error)
        return _form_page(request, form, heading, status=error.status)
    messages.success(request, done)
    return redirect("profile")
