"""The staff of the demonstration: three who can sign in, the others only stand behind decisions."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from courses.models import Community, ManagerArea, TrainerCommunity
from lms.accounts.models import Role, User
from lms.demo import logins
from lms.demo.story.plan import Staff

WHOLE_COUNTRY = ""


def unusable(mark: str) -> str:
    """Return a password that nobody can type; the same for the same mark."""
    return f"{UNUSABLE_PASSWORD_PREFIX}{mark}"


def make_staff(staff: list[Staff]) -> dict[str, User]:
    """Make everybody who works at the desk, with what they see; returns them by address."""
    named = {login.email: logins.make_staff(login) for login in logins.STAFF}
    users = named | _profiles([one for one in staff if one.email not in named])
    _give_communities(staff, users)
    ManagerArea.objects.bulk_create(
        ManagerArea(manager=users[one.email], area_code=WHOLE_COUNTRY)
        for one in staff
        if one.role == Role.MANAGER
    )
    return users


def make_trainers(staff: list[Staff]) -> dict[str, User]:
    """Make trainers who cannot sign in, with their communities; returns them by address."""
    users = _profiles(staff)
    _give_communities(staff, users)
    return users


def _profiles(staff: list[Staff]) -> dict[str, User]:
    made = User.objects.bulk_create(
        User(email=one.email, name=one.name, role=one.role, password=unusable(one.email)) for one in staff
    )
    return {str(user.email): user for user in made}


def _give_communities(staff: list[Staff], users: dict[str, User]) -> None:
    keys = {key for one in staff for key in one.villages}
    communities = {community.key: community for community in Community.objects.filter(key__in=keys)}
    TrainerCommunity.objects.bulk_create(
        TrainerCommunity(trainer=users[one.email], community=communities[key])
        for one in staff
        for key in one.villages
    )
