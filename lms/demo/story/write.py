"""Writes a plan into the register in bulk: the rows that the real actions would have made.

Hundreds of people take seconds here and minutes through the actions. A test plays one plan both ways
and compares every table; whatever has to be worked out (marks, core, keys of links, years) comes from
the rooms' own functions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses.milestones.models import ClaimState
from courses.models import Cohort, Community, Consent, Enrolment, Evidence, Learner
from courses.people.models import ConsentPurpose
from lms.accounts.models import Role, User
from lms.demo import logins
from lms.demo.story import files
from lms.demo.story.ahead import drawn_ahead
from lms.demo.story.country import communities_of
from lms.demo.story.draw import OFFICER
from lms.demo.story.facts import Facts
from lms.demo.story.lessons import lesson_specs
from lms.demo.story.plan import Group, Person, Plan
from lms.demo.story.staff import make_staff, make_trainers, unusable
from lms.demo.story.villages import Village

NOTICE_VERSION = "demonstration"
LEFT_REASON = "ย้ายที่อยู่"


@dataclass(frozen=True)
class Row:
    """A person of the plan with the rows that stand for them."""

    person: Person
    cohort: Cohort
    learner: Learner


def write(plan: Plan) -> None:
    """Write everything. Runs inside the caller's transaction, on a register without any people."""
    _write_plan(plan, make_staff(plan.staff), files.picture_masters(plan.pictures()))


def write_country(villages: Sequence[Village], plans: Iterator[Plan], seed: int, now: datetime) -> None:
    """Write invented communities and then their people, plan by plan; `write` came before."""
    Community.objects.bulk_create(communities_of(villages, seed), batch_size=500)
    officer = User.objects.get(email=OFFICER.email)
    drawn = ((plan, files.picture_masters(plan.pictures(), plain=True)) for plan in plans)
    for plan, masters in drawn_ahead(drawn):
        _write_plan(plan, make_trainers(plan.staff) | {OFFICER.email: officer}, masters)
    # Looking for slips and copies in so many pictures of decided claims would keep the worker busy for hours.
    decided = Evidence.objects.exclude(claim__state=ClaimState.PENDING).filter(examined_at__isnull=True)
    decided.update(examined_at=now)


def _write_plan(plan: Plan, users: dict[str, User], masters: dict[UUID, files.Master]) -> None:
    cohorts = _write_cohorts(plan, users)
    rows = list(_write_people(plan, cohorts))
    _write_facts(rows, users, masters)


def _write_cohorts(plan: Plan, users: dict[str, User]) -> list[Cohort]:
    keys = {group.village for group in plan.groups}
    communities = {community.key: community for community in Community.objects.filter(key__in=keys)}
    return Cohort.objects.bulk_create(_cohort(group, communities, users) for group in plan.groups)


def _cohort(group: Group, communities: dict[str, Community], users: dict[str, User]) -> Cohort:
    return Cohort(
        community=communities[group.village],
        number=group.number,
        title_th=group.title_th,
        title_en=group.title_en,
        trainer=users[group.trainer],
        starts_on=group.starts_on,
        ends_on=group.ends_on,
        seats=group.seats,
        join_code=group.join_code,
        closed_at=group.closed_at,
        is_demonstration=True,
    )


def _write_people(plan: Plan, cohorts: list[Cohort]) -> Iterator[Row]:
    pairs = [(p, cohort) for group, cohort in zip(plan.groups, cohorts, strict=True) for p in group.people]
    users = _write_users([person for person, _cohort in pairs])
    learners = Learner.objects.bulk_create(
        _learner(person, user) for (person, _cohort), user in zip(pairs, users, strict=True)
    )
    rows = [Row(p, cohort, learner) for (p, cohort), learner in zip(pairs, learners, strict=True)]
    Consent.objects.bulk_create(
        Consent(
            learner=row.learner,
            purpose=ConsentPurpose.TRAINING_RECORD,
            notice_version=NOTICE_VERSION,
            given_at=row.person.joined_at,
        )
        for row in rows
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            learner=row.learner,
            cohort=row.cohort,
            joined_at=row.person.joined_at,
            left_at=row.person.left_at,
            left_reason=LEFT_REASON if row.person.left_at else "",
        )
        for row in rows
    )
    return iter(rows)


def _write_users(people: list[Person]) -> list[User]:
    """Write the profiles; only the named learner gets a PIN, for a slow hash each would take minutes."""
    made = {
        (person.phone, person.name): User.objects.create_learner(
            phone=person.phone, pin=logins.LEARNER_PIN, name=person.name
        )
        for person in people
        if (person.phone, person.name) == (logins.LEARNER_PHONE, logins.LEARNER_NAME)
    }
    others = [
        User(phone=p.phone, name=p.name, role=Role.LEARNER, password=unusable(p.phone))
        for p in people
        if (p.phone, p.name) not in made
    ]
    made |= {(user.phone, user.name): user for user in User.objects.bulk_create(others)}
    return [made[person.phone, person.name] for person in people]


def _learner(person: Person, user: User) -> Learner:
    return Learner(
        user=user,
        sold_before=person.sold_before,
        sex=person.sex,
        birth_year_be=person.birth_year_be,
        education=person.education,
        joined_at=person.joined_at,
    )


def _write_facts(rows: list[Row], users: dict[str, User], masters: dict[UUID, files.Master]) -> None:
    facts = Facts(lesson_specs(), users, masters)
    for row in rows:
        for event in row.person.events:
            facts.add(event, row.learner)
        facts.close(row.learner, row.cohort)
    facts.write()
