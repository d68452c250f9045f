"""The lists that hold people: learners, those who are able to sell, decisions, a cohort's table."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from courses.cohorts.models import Cohort, Enrolment
from courses.exports.assists import assists
from courses.exports.columns import Asked, Column, Kind, Rows
from courses.exports.errors import UnknownList
from courses.exports.people import Privacy, in_parts
from courses.milestones.models import Certification, Claim, ClaimState
from courses.people.models import Education, Sex
from courses.progress.models import CoreCompletion
from courses.reports.cohort_facts import COMPLETED, MARK_SHIFT, MILESTONES, columns, people_of
from courses.reports.counting import counted_in
from courses.reports.scope import communities_in
from lms.geo import place_name, province_of

DAY, NUMBER, PHONE = Kind.DAY, Kind.NUMBER, Kind.PHONE
NAME = Column("name", gettext_lazy("Name and surname"), width=28)
PERSON = Column("person", gettext_lazy("Person's code"), width=38)
PLACE = [
    Column("community", gettext_lazy("Community"), width=28),
    Column("area_code", gettext_lazy("Area code"), width=10),
    Column("province", gettext_lazy("Province")),
    Column("cohort", gettext_lazy("Cohort"), width=10),
]


# --- Learners ------------------------------------------------------------------------------------
LEARNERS = [
    PERSON,
    NAME,
    Column("phone", gettext_lazy("Phone"), PHONE),
    *PLACE,
    Column("joined", gettext_lazy("Joined"), DAY),
    Column("left", gettext_lazy("Left"), DAY),
    Column("sex", gettext_lazy("Sex"), width=8, words=dict(Sex.choices)),
    Column("birth_year", gettext_lazy("Birth year"), NUMBER, 10),
    Column("education", gettext_lazy("Education"), words=dict(Education.choices)),
    Column("sold_before", gettext_lazy("Sold online before"), width=12),
    Column("core", gettext_lazy("Core finished"), DAY),
    Column("shop", gettext_lazy("Shop open"), DAY),
    Column("content", gettext_lazy("First content"), DAY),
    Column("sale", gettext_lazy("First sale"), DAY),
]
_LEARNER = (
    "learner_id",
    "learner__public_id",
    "learner__user__name",
    "learner__user__phone",
    "cohort__community__name_th",
    "cohort__community__area_code",
    "cohort__number",
    "joined_at",
    "left_at",
    "learner__sex",
    "learner__birth_year_be",
    "learner__education",
    "learner__sold_before",
)


def enrolments(asked: Asked) -> QuerySet[Enrolment]:
    """Return the enrolments of a list of learners: those that the reader may see.

    A year is that of cohorts which ran in it; a track is known once the core is finished.
    """
    rows = Enrolment.objects.visible_to(asked.user).filter(learner__merged_into__isnull=True)
    scope = asked.scope
    if (here := communities_in(asked.place)) is not None:
        rows = rows.filter(cohort__community_id__in=here)
    if scope.community is not None:
        rows = rows.filter(cohort__community_id=scope.community)
    if scope.cohort is not None:
        rows = rows.filter(cohort_id=scope.cohort)
    if scope.track:
        rows = rows.filter(
            Exists(CoreCompletion.objects.filter(learner=OuterRef("learner"), track=scope.track))
        )
    if asked.filters.get("year"):
        basis = asked.basis
        rows = rows.filter(cohort__starts_on__lte=basis.last_day, cohort__ends_on__gte=basis.first_day)
    return rows.order_by("pk")


def learners(asked: Asked, snapshot: str) -> Rows:
    """Return the learners of a cohort, a community, an area, or all that the reader may see."""

    def read() -> Iterator[Sequence[Any]]:
        privacy = Privacy(asked, snapshot)
        for part in in_parts(enrolments(asked).values_list(*_LEARNER)):
            ids = [row[0] for row in part]
            privacy.look([(row[0], row[1]) for row in part])
            core = dict(
                CoreCompletion.objects.filter(learner__in=ids).values_list("learner_id", "reached_at")
            )
            done = _verified(ids)
            for row in part:
                yield _learner(row, privacy, core, done)

    return Rows(LEARNERS, read)


def _learner(row: Any, privacy: Privacy, core: dict[int, Any], done: dict[tuple[int, str], Any]) -> list[Any]:
    pk, public_id, name, phone, community, area, number, *facts, sold_before = row
    return [
        public_id,
        privacy.name(pk, name),
        privacy.phone(pk, phone),
        community,
        area,
        place_name(province_of(area)),
        number,
        *facts,
        pgettext("sold before", "yes") if sold_before else pgettext("sold before", "no"),
        core.get(pk),
        *(done.get((pk, code)) for code in ("M4", "M5", "M6")),
    ]


def _verified(ids: Sequence[int]) -> dict[tuple[int, str], Any]:
    rows = Claim.objects.filter(learner__in=ids, state=ClaimState.VERIFIED).order_by()
    return {(pk, code): day for pk, code, day in rows.values_list("learner_id", "milestone", "happened_on")}


# --- Certified people ----------------------------------------------------------------------------
CERTIFIED = [
    PERSON,
    NAME,
    *PLACE,
    Column("event_on", gettext_lazy("First sale"), DAY),
    Column("fiscal_year", gettext_lazy("Fiscal year"), NUMBER, 10),
    Column("track", gettext_lazy("Track")),
    Column("trainer", gettext_lazy("Trainer"), width=24),
    Column("certified", gettext_lazy("Certified"), DAY),
    Column("assist", gettext_lazy("Also helped: other cohorts"), width=34),
]


def certifications(asked: Asked) -> QuerySet[Certification]:
    """Return the certifications behind the number of a year that the reader may see."""
    seen = Certification.objects.visible_to(asked.user).values("pk")
    rows = counted_in(asked.basis, asked.scope)
    if (here := communities_in(asked.place)) is not None:  # a community outside the area is nobody's
        rows = rows.filter(community_id__in=here)
    return rows.filter(pk__in=seen).order_by("event_on", "pk")


def certified(asked: Asked, snapshot: str) -> Rows:
    """Return the people who count in a year, each in one cohort; others that helped stand beside it."""
    fields = (
        "pk",
        "learner_id",
        "learner__public_id",
        "learner__user__name",
        "community__name_th",
        "community__area_code",
        "cohort__number",
        "event_on",
        "fiscal_year_be",
        "track__title_th",
        "trainer__name",
        "certified_at",
    )

    def read() -> Iterator[Sequence[Any]]:
        privacy = Privacy(asked, snapshot)
        for part in in_parts(certifications(asked).values_list(*fields)):
            privacy.look([(row[1], row[2]) for row in part])
            helped = assists([row[0] for row in part])
            for row, pk, public_id, name, community, area, number, *rest in part:
                place = [community, area, place_name(province_of(area)), number]
                yield [public_id, privacy.name(pk, name), *place, *rest, ", ".join(helped.get(row, []))]

    return Rows(CERTIFIED, read)


# --- Decisions about evidence --------------------------------------------------------------------
EVIDENCE = [
    Column("claim", gettext_lazy("Claim"), width=38),
    PERSON,
    NAME,
    Column("milestone", gettext_lazy("Milestone"), width=10),
    Column("happened", gettext_lazy("Happened"), DAY),
    Column("sent", gettext_lazy("Sent"), DAY),
    Column("verdict", gettext_lazy("Verdict"), width=12, words=dict(ClaimState.choices)),
    Column("decided", gettext_lazy("Decided"), DAY),
    Column("by", gettext_lazy("Decided by"), width=24),
    Column("reason", gettext_lazy("Reason"), width=40),
]


def decisions(asked: Asked) -> QuerySet[Claim]:
    """Return the decided claims that the reader may see."""
    rows = Claim.objects.visible_to(asked.user).filter(decided_at__isnull=False)
    if asked.filters.get("year"):
        basis = asked.basis
        rows = rows.filter(decided_at__gte=basis.starts_at, decided_at__lt=basis.ends_at)
    return rows.order_by("decided_at", "pk")


def evidence(asked: Asked, snapshot: str) -> Rows:
    """Return the decisions about evidence."""
    fields = (
        "learner_id",
        "learner__public_id",
        "learner__user__name",
        "pk",
        "milestone",
        "happened_on",
        "sent_at",
        "state",
        "decided_at",
        "decided_by__name",
        "reason",
    )

    def read() -> Iterator[Sequence[Any]]:
        privacy = Privacy(asked, snapshot)
        for part in in_parts(decisions(asked).values_list(*fields)):
            privacy.look([(row[0], row[1]) for row in part])
            for learner, public_id, name, pk, *rest in part:
                yield [pk, public_id, privacy.name(learner, name), *rest]

    return Rows(EVIDENCE, read)


# --- One cohort's table --------------------------------------------------------------------------
def cohort_of(asked: Asked) -> Cohort:
    """Return the cohort asked for; raises `UnknownList` where the reader may not see it."""
    pk = asked.number("cohort")
    if pk is None:
        raise UnknownList
    found: Cohort | None = Cohort.objects.visible_to(asked.user).filter(pk=pk).first()
    if found is None:
        raise UnknownList
    return found


def cohort_table(asked: Asked, snapshot: str) -> Rows:
    """Return a cohort as a table of people, lessons and milestones."""
    cohort, lessons = cohort_of(asked), columns()
    found = [
        PERSON,
        NAME,
        Column("phone", gettext_lazy("Phone"), PHONE),
        Column("joined", gettext_lazy("Joined"), DAY),
    ]
    found += [
        Column(f"lesson_{n}", f"{one.track} {one.number}: {one.title}") for n, one in enumerate(lessons)
    ]
    found += [Column(code, code, width=12) for code in MILESTONES]

    def read() -> Iterator[Sequence[Any]]:
        people = sorted(people_of(cohort), key=lambda person: person.name)
        privacy = Privacy(asked, snapshot)
        ids = [person.id for person in people]
        public = dict(Enrolment.objects.filter(cohort=cohort).values_list("learner_id", "learner__public_id"))
        privacy.look([(pk, public[pk]) for pk in ids])
        states = {-3: _("checked"), -4: _("waits"), -5: _("sent back")}
        for person in people:
            marks = [person.lessons.get(lesson.reference, (0, None)) for lesson in lessons]
            yield [
                public[person.id],
                privacy.name(person.id, person.name),
                privacy.phone(person.id, person.phone),
                person.joined_at,
                *(_mark(code, watched) for code, watched in marks),
                *(states.get(person.claims.get(code, 0), "") for code in MILESTONES),
            ]

    return Rows(found, read)


def _mark(code: int, watched: int | None) -> str | int:
    """Return a lesson's state: its mark or «finished» where it is done, «begun» where it is under way."""
    mark = (code >> MARK_SHIFT) - 1
    if code & COMPLETED:
        return mark if mark >= 0 else _("finished")
    return _("begun") if code or watched is not None else ""
