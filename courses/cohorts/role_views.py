"""The pages on which administrators give and take roles."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.cohorts import roles as actions
from courses.cohorts.role_forms import RoleForm
from courses.errors import Refused
from lms.accounts.models import Role, User

administrators_only = desk_required(Role.ADMINISTRATOR)
shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])


def form_id_of(request: HttpRequest) -> uuid.UUID:
    """Return the number that the form carries; a new one where it is missing or no number."""
    try:
        return uuid.UUID(request.POST.get("form_id", ""))
    except ValueError:
        return uuid.uuid4()


@never_cache
@require_safe
@administrators_only
def roles(request: DeskRequest) -> HttpResponse:
    """List everybody who works here, with role and reach; those who left stand last."""
    staff = User.objects.staff().order_by("-is_active", "role", "name")
    staff = staff.prefetch_related("trainer_communities__community", "manager_areas")
    return render(request, "roles/roles.html", {"staff": staff})


@never_cache
@shown_or_sent
@administrators_only
def role_new(request: DeskRequest) -> HttpResponse:
    """Add a staff member and show their one-time password, once."""
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"form_id": uuid.uuid4()})
    if _is_sent(request) and form.is_valid():
        try:
            new = actions.add_staff(**form.facts(), form_id=form_id_of(request), by=request.user)
        except Refused as refusal:
            _say(form, refusal)
        else:
            return _password_page(request, new)
    return _form_page(request, form, None)


@never_cache
@shown_or_sent
@administrators_only
def role_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a staff member's name, e-mail, role and reach."""
    person = get_object_or_404(User.objects.staff(), pk=pk)
    form = RoleForm(request.POST) if request.method == "POST" else RoleForm.of(person)
    if _is_sent(request) and form.is_valid():
        try:
            actions.edit_staff(person, **form.facts(), by=request.user)
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("roles")
    return _form_page(request, form, person)


@never_cache
@require_POST
@administrators_only
def role_password(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a staff member who forgot theirs a one-time password, shown once."""
    person = get_object_or_404(User.objects.staff(), pk=pk)
    try:
        new = actions.renew_password(person, form_id=form_id_of(request), by=request.user)
    except Refused as refusal:
        return _form_page(request, RoleForm.of(person), person, refusal)
    return _password_page(request, new)


@never_cache
@require_POST
@administrators_only
def role_active(request: DeskRequest, pk: int) -> HttpResponse:
    """Close a staff member's way in, or open it again."""
    person = get_object_or_404(User.objects.staff(), pk=pk)
    opens = request.POST.get("active") == "yes"
    try:
        (actions.reactivate_staff if opens else actions.deactivate_staff)(person, by=request.user)
    except Refused as refusal:
        return _form_page(request, RoleForm.of(person), person, refusal)
    messages.success(request, _("The way in is open again.") if opens else _("The way in is closed."))
    return redirect("roles")


def _is_sent(request: HttpRequest) -> bool:
    """Tell whether the form is to be saved; a search for a place only shows it again."""
    return request.method == "POST" and "find" not in request.POST


def _say(form: RoleForm, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))


def _form_page(
    request: DeskRequest, form: RoleForm, person: User | None, refusal: Refused | None = None
) -> HttpResponse:
    is_search = request.method == "POST" and not _is_sent(request)
    if is_search:
        form.errors.clear()
    context: dict[str, Any] = {
        "form": form,
        "person": person,
        "refusal": refusal,
        "form_id": form_id_of(request) if person is None else uuid.uuid4(),
    }
    refused = request.method == "POST" and not is_search
    return render(request, "roles/role_form.html", context, status=422 if refused else 200)


def _password_page(request: DeskRequest, new: actions.NewPassword) -> HttpResponse:
    return render(request, "roles/password_shown.html", {"person": new.user, "password": new.password})
