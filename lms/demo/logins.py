"""The four people whom a visitor can be. Everybody else in the demonstration has no way to sign in."""

from dataclasses import dataclass

from courses.models import Cohort, Learner
from lms.accounts.models import Role, User

LEARNER_PHONE = "+66812345678"
LEARNER_PHONE_SHOWN = "081-234-5678"
LEARNER_PIN = "482915"
PASSWORD = "pha-mudmee-nakha"  # noqa: S105  # a demonstration's, printed at every start


@dataclass(frozen=True)
class StaffLogin:
    """One member of staff who signs in with an e-mail address."""

    role: str
    email: str
    name: str


TRAINER = StaffLogin(Role.TRAINER, "trainer@example.org", "ครูอรทัย ใจงาม")
MANAGER = StaffLogin(Role.MANAGER, "manager@example.org", "วิชัย ศรีอุดม")
ADMINISTRATOR = StaffLogin(Role.ADMINISTRATOR, "admin@example.org", "ผู้ดูแลระบบ")
STAFF = (TRAINER, MANAGER, ADMINISTRATOR)
LEARNER_NAME = "สมใจ วงศ์ผ้า"


def make_staff(login: StaffLogin) -> User:
    """Make one named member of staff."""
    return User.objects.create_staff(email=login.email, password=PASSWORD, name=login.name, role=login.role)


def named_learner() -> Learner | None:
    """Return the learner whom a visitor can be."""
    return Learner.objects.filter(user__phone=LEARNER_PHONE, user__name=LEARNER_NAME).first()


def open_cohort() -> Cohort | None:
    """Return the cohort that a newcomer joins: the newest open one of the named trainer."""
    return (
        Cohort.objects.filter(trainer__email=TRAINER.email, closed_at__isnull=True)
        .order_by("-starts_on")
        .first()
    )
