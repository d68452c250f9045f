"""Writes a plan into the register in bulk: the rows that the real actions would have made.

Hundreds of people take seconds here and minutes through the actions. A test plays one plan both ways
and compares every table; whatever has to be worked out (marks, core, keys of links, years) comes from
the rooms' own functions.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from courses.milestones.models import ClaimState
from courses.models import Cohort, Community, Consent, Enrolment, Evidence, Learner
from courses.people.models import ConsentPurpose
from lms.accounts.models import Role, User
from lms.demo import logins
from lms.demo.story import files
from lms.demo.story.ahead import drawn_ahead
from lms.demo.story.bulk import Numbers, insert
from lms.demo.story.country import communities_of
from lms.demo.story.facts import Facts, Learns
from lms.demo.story.lessons import lesson_specs
from lms.demo.story.plan import Group, Person, Plan
from lms.demo.story.staff import make_staff, make_trainers, unusable
from lms.demo.story.villages import Village

NOTICE_VERSION = "demonstration"
LEFT_REASON = "ย้ายที่อยู่"


Drawn = tuple[Plan, dict[UUID, files.Master]]


def write(plan: Plan, *, in_a_hurry: bool = False) -> None:
    """Write everything. Runs inside the caller's transaction, on a register without any people.

    In a hurry the pictures of claims that somebody decided about are plain: nobody looks at so many.
    """
    drawn = _in_a_hurry(plan) if in_a_hurry else (plan, files.picture_masters(plan.pictures()))
    _write_all(iter([drawn]))


def write_country(
    named: Plan, villages: Sequence[Village], plans: Iterator[Plan], seed: int, now: datetime
) -> None:
    """Write the programme of the named villages, invented communities, and their people, plan by plan."""
    Community.objects.bulk_create(communities_of(villages, seed), batch_size=500)
    _write_all(drawn_ahead(_in_a_hurry(plan) for plan in chain([named], plans)))
    # Looking for slips and copies in so many pictures of decided claims would keep the worker busy for hours.
    decided = Evidence.objects.exclude(claim__state=ClaimState.PENDING).filter(examined_at__isnull=True)
    decided.update(examined_at=now)


def _in_a_hurry(plan: Plan) -> Drawn:
    decided = {picture.id for picture in plan.pictures(decided_only=True)}
    return plan, files.picture_masters(plan.pictures(), plain=decided)


def _write_all(drawn: Iterator[Drawn]) -> None:
    """Write plans: the first one's staff can sign in, and decides for all of them."""
    lessons = lesson_specs()
    users: dict[str, User] = {}
    for plan, masters in drawn:
        users |= make_trainers(plan.staff) if users else make_staff(plan.staff)
        numbers = Numbers()  # the database has numbered the trainers
        facts = Facts(lessons, users, masters, numbers)
        for person, learner, cohort in _write_people(plan, _write_cohorts(plan, users), numbers):
            for event in person.events:
                facts.add(event, learner)
            facts.close(learner, cohort)
        facts.write()
        numbers.settle()


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


def _write_people(
    plan: Plan, cohorts: list[Cohort], numbers: Numbers
) -> Iterator[tuple[Person, Learns, Cohort]]:
    pairs = [(p, cohort) for group, cohort in zip(plan.groups, cohorts, strict=True) for p in group.people]
    learners = [
        Learns(numbers.of(Learner), user_id, person.sold_before)
        for (person, _cohort), user_id in zip(
            pairs, _write_users([person for person, _cohort in pairs], numbers), strict=True
        )
    ]
    rows = [(person, learner, cohort) for (person, cohort), learner in zip(pairs, learners, strict=True)]
    insert(Learner, [_learner(person, learner) for person, learner, _cohort in rows])
    consent = {"purpose": ConsentPurpose.TRAINING_RECORD.value, "notice_version": NOTICE_VERSION}
    insert(
        Consent,
        [{"learner_id": learner.id, "given_at": person.joined_at, **consent} for person, learner, _c in rows],
    )
    insert(
        Enrolment,
        [
            {
                "learner_id": learner.id,
                "cohort_id": cohort.pk,
                "joined_at": person.joined_at,
                "left_at": person.left_at,
                "left_reason": LEFT_REASON if person.left_at else "",
            }
            for person, learner, cohort in rows
        ],
    )
    return iter(rows)


def _write_users(people: list[Person], numbers: Numbers) -> list[int]:
    """Write the profiles; only the named learner gets a PIN, for a slow hash each would take minutes."""
    keys, rows = [], []
    for person in people:
        if (person.phone, person.name) == (logins.LEARNER_PHONE, logins.LEARNER_NAME):
            named = User(id=numbers.of(User), phone=person.phone, name=person.name, role=Role.LEARNER)
            named.set_password(logins.LEARNER_PIN)
            named.save(force_insert=True)
            keys.append(named.pk)
            continue
        keys.append(numbers.of(User))
        rows.append(
            {
                "id": keys[-1], "phone": person.phone, "name": person.name, "role": Role.LEARNER.value,
                "password": unusable(person.phone),
            }
        )  # fmt: skip
    insert(User, rows)
    return keys


def _learner(person: Person, learner: Learns) -> dict[str, object]:
    return {
        "id": learner.id,
        "user_id": learner.user_id,
        "sold_before": person.sold_before,
        "sex": person.sex,
        "birth_year_be": person.birth_year_be,
        "education": person.education,
        "joined_at": person.joined_at,
    }
