"""Who works here, in which role, and what they see: given and taken by administrators."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.cohorts.errors import RoleRefused
from courses.cohorts.models import Community, ManagerArea, TrainerCommunity
from courses.people.actions import clean_name
from lms.accounts.models import Role, User
from lms.accounts.passwords import one_time_password
from lms.geo import is_known_place

STAFF_ROLES = (Role.TRAINER, Role.MANAGER, Role.ADMINISTRATOR)
WHOLE_COUNTRY = ""
LONGEST_EMAIL = 254
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NewPassword:
    """A staff member with a one-time password at the one moment when it can be read."""

    user: User
    password: str


def clean_email(text: str) -> str:
    """Return an e-mail address in lower case; raises RoleRefused where it is none."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    if not email or len(email) > LONGEST_EMAIL:
        raise RoleRefused(_("This is not an e-mail address. Type it like name@example.org."), field="email")
    return email


@transaction.atomic
def add_staff(
    *,
    name: str,
    email: str,
    role: str,
    communities: Collection[Community] = (),
    area_codes: Collection[str] = (),
    form_id: UUID,
    by: User,
) -> NewPassword:
    """Make a staff member with a one-time password, which they must change when they first sign in.

    The same form again is answered with the same person and password. Raises RoleRefused.
    """
    _check_may_grant(by)
    password = one_time_password(form_id)
    before = User.objects.filter(one_time_password_id=form_id, must_change_password=True).first()
    if before is not None:
        return NewPassword(before, password)
    name, email = clean_name(name), _free_email(email)
    user = User.objects.create_staff(email=email, password=password, name=name, role=role)
    _expect_own_password(user, form_id)
    _set_role(user, role, communities, area_codes)
    log.info("profile %s made profile %s a %s", by.pk, user.pk, role)
    return NewPassword(user, password)


@transaction.atomic
def edit_staff(
    user: User,
    *,
    name: str,
    email: str,
    role: str,
    communities: Collection[Community] = (),
    area_codes: Collection[str] = (),
    by: User,
) -> User:
    """Change a staff member's name, e-mail, role and reach. Raises RoleRefused."""
    user = _locked(user)
    user.name, user.email = clean_name(name), _free_email(email, but=user)
    user.save(update_fields=["name", "email"])
    return grant_role(user, role=role, communities=communities, area_codes=area_codes, by=by)


@transaction.atomic
def grant_role(
    user: User,
    *,
    role: str,
    communities: Collection[Community] = (),
    area_codes: Collection[str] = (),
    by: User,
) -> User:
    """Give a staff member a role: a trainer with communities, a manager with areas, an administrator.

    What belonged to another role is taken away. Raises RoleRefused: a learner's profile stays one,
    nobody gives up their own administrator role, and one administrator always remains.
    """
    _check_may_grant(by)
    user = _locked(user)
    if user.is_learner:
        raise RoleRefused(_("This is a learner. Staff get a profile of their own, with an e-mail."))
    if role != Role.ADMINISTRATOR:
        _check_administrators_remain(user, by)
    _set_role(user, role, communities, area_codes)
    log.info("profile %s made profile %s a %s", by.pk, user.pk, role)
    return user


@transaction.atomic
def deactivate_staff(user: User, *, by: User) -> User:
    """Close a staff member's way in, at once and everywhere. What they did stays under their name."""
    _check_may_grant(by)
    user = _locked(user)
    _check_administrators_remain(user, by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    log.info("profile %s closed the way in of profile %s", by.pk, user.pk)
    return user


@transaction.atomic
def reactivate_staff(user: User, *, by: User) -> User:
    """Open a staff member's way in again, with the role and the password they had."""
    _check_may_grant(by)
    user = _locked(user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    log.info("profile %s opened the way in of profile %s", by.pk, user.pk)
    return user


@transaction.atomic
def renew_password(user: User, *, form_id: UUID, by: User) -> NewPassword:
    """Give a staff member who forgot theirs a one-time password; all their sessions end.

    The same form again is answered with the same password as long as it has not been changed.
    Raises RoleRefused.
    """
    _check_may_grant(by)
    user = _locked(user)
    if user.pk == by.pk:
        raise RoleRefused(_("Change your own password on its own page."))
    password = one_time_password(form_id)
    if user.one_time_password_id != form_id:
        user.set_password(password)
        _expect_own_password(user, form_id)
    elif not user.must_change_password:
        raise RoleRefused(_("This form was sent before. Open the page again to make a new password."))
    return NewPassword(user, password)


def _check_may_grant(by: User) -> None:
    if not (by.is_administrator and by.is_active):
        raise RoleRefused(_("Only an administrator gives roles."))


def _check_administrators_remain(user: User, by: User) -> None:
    """Refuse to take the role from oneself or from the last who has it."""
    if not (user.is_administrator and user.is_active):
        return
    if user.pk == by.pk:
        raise RoleRefused(_("Nobody gives up their own administrator role. Ask another administrator."))
    others = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    if not [other for other in others if other.pk != user.pk]:
        raise RoleRefused(_("This is the last administrator. Make somebody else one first."))


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _free_email(text: str, but: User | None = None) -> str:
    email = clean_email(text)
    holder = User.objects.filter(email=email).first()
    if holder is not None and holder != but:
        raise RoleRefused(_("Somebody has this e-mail address already. Look in the list."), field="email")
    return email


def _expect_own_password(user: User, form_id: UUID) -> None:
    user.must_change_password, user.one_time_password_id = True, form_id
    user.save(update_fields=["password", "must_change_password", "one_time_password_id"])


def _set_role(user: User, role: str, communities: Collection[Community], area_codes: Collection[str]) -> None:
    """Write role and reach; what the role does not use is emptied."""
    if role not in STAFF_ROLES:
        raise RoleRefused(_("Choose a role."), field="role")
    communities = communities if role == Role.TRAINER else ()
    area_codes = area_codes if role == Role.MANAGER else ()
    if role == Role.TRAINER and not communities:
        raise RoleRefused(_("Choose at least one community for a trainer."), field="communities")
    if role == Role.MANAGER:
        area_codes = _clean_areas(area_codes)
    user.role = role
    user.is_staff = user.is_superuser = role == Role.ADMINISTRATOR
    user.save(update_fields=["role", "is_staff", "is_superuser"])
    _set_communities(user, communities)
    _set_areas(user, area_codes)


def _clean_areas(area_codes: Collection[str]) -> list[str]:
    """Return the areas without those that lie in another one of them; the whole country is alone."""
    if not area_codes:
        raise RoleRefused(_("Choose at least one area for a manager."), field="areas")
    for code in area_codes:
        if code != WHOLE_COUNTRY and not is_known_place(code):
            raise RoleRefused(
                _("We know no place with the code %(code)s.") % {"code": code[:10]}, field="areas"
            )
    unique = set(area_codes)
    return sorted(code for code in unique if not any(code.startswith(o) for o in unique if o != code))


def _set_communities(user: User, communities: Collection[Community]) -> None:
    wanted = {community.pk for community in communities}
    user.trainer_communities.exclude(community__in=wanted).delete()
    held = set(user.trainer_communities.values_list("community_id", flat=True))
    TrainerCommunity.objects.bulk_create(
        TrainerCommunity(trainer=user, community_id=pk) for pk in sorted(wanted - held)
    )


def _set_areas(user: User, area_codes: Collection[str]) -> None:
    user.manager_areas.exclude(Q(area_code__in=area_codes)).delete()
    held = set(user.manager_areas.values_list("area_code", flat=True))
    ManagerArea.objects.bulk_create(
        ManagerArea(manager=user, area_code=code) for code in sorted(set(area_codes) - held)
    )
