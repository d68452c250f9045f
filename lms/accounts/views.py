"""Coming in and going out."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts import flows
from lms.accounts.codes import redeem_pin_code
from lms.accounts.errors import AccountRefused
from lms.accounts.forms import CodeForm, PasswordForm, PhonePinForm, StaffForm, WayInForm
from lms.accounts.models import User
from lms.accounts.passwords import set_own_password
from lms.dates import now

shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])


def _come_in(request: HttpRequest, form: WayInForm, template: str) -> HttpResponse:
    """Show a way in, or take it. Who is in already goes on to the page that was asked for."""
    if isinstance(request.user, User):
        return redirect(flows.safe_next(request) or flows.own_place(request.user))
    if request.method == "POST" and form.is_valid() and form.user:
        return flows.sign_in(request, form.user, next_page=flows.safe_next(request))
    context = {"form": form, "next": flows.safe_next(request)}
    return render(request, template, context, status=form.status)


@never_cache
@sensitive_post_parameters()
@shown_or_sent
def account_login(request: HttpRequest) -> HttpResponse:
    """Let a learner in with a phone and a PIN."""
    return _come_in(request, PhonePinForm(request), "accounts/account_login.html")


@never_cache
@sensitive_post_parameters()
@shown_or_sent
def staff_login(request: HttpRequest) -> HttpResponse:
    """Let a trainer, manager or administrator in with an e-mail and a password."""
    return _come_in(request, StaffForm(request), "accounts/staff_login.html")


@never_cache
@sensitive_post_parameters()
@shown_or_sent
def forgot_pin(request: HttpRequest) -> HttpResponse:
    """Let a learner set a new PIN with a trainer's one-time code, and come in with it."""
    form = CodeForm(request)
    if request.method == "POST" and form.is_valid():
        try:
            user = redeem_pin_code(**form.cleaned_data, at=now())
        except AccountRefused as refusal:
            form.add_error(refusal.field or None, str(refusal.message))
        else:
            form.forget_failures()
            return flows.sign_in(request, user)
    return render(request, "accounts/forgot_pin.html", {"form": form}, status=form.status)


@never_cache
@sensitive_post_parameters()
@shown_or_sent
def change_password(request: HttpRequest) -> HttpResponse:
    """Let a staff member choose their own password; after a one-time password they must."""
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path(), reverse("staff-login"))
    if not user.works_at_the_desk:
        raise Http404
    form = PasswordForm(request, user=user)
    if request.method == "POST" and form.is_valid():
        set_own_password(user, new=form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Your new password is set."))
        return redirect(flows.own_place(user))
    return render(request, "accounts/change_password.html", {"form": form}, status=form.status)


@never_cache
@require_POST
def account_logout(request: HttpRequest) -> HttpResponse:
    """Let a person out; the session and what it held are gone. `next` may name where to go on."""
    logout(request)
    return redirect(flows.safe_next(request) or ("/" if request.LANGUAGE_CODE == "th" else "/en/"))
