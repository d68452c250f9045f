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
    others = [
        User(email=one.email, name=one.name, role=one.role, password=unusable(one.email))
        for one in staff
        if one.email not in named
    ]
    User.objects.bulk_create(others)
    users = named | {str(user.email): user for user in others}
    communities = {community.key: community for community in Community.objects.all()}
    TrainerCommunity.objects.bulk_create(
        TrainerCommunity(trainer=users[one.email], community=communities[key])
        for one in staff
        for key in one.villages
    )
    ManagerArea.objects.bulk_create(
        ManagerArea(manager=users[one.email], area_code=WHOLE_COUNTRY)
        for one in staff
        if one.role == Role.MANAGER
    )
    return users
