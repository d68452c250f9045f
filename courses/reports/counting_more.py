"""What counts K9 to K12: who the sellers are, what one costs, how many each trainer brings."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from courses.goals.models import IndicatorCode, Target
from courses.milestones.models import Certification, Claim, ClaimState
from courses.people.models import Education, Sex
from courses.reports.basis import demonstration_cohort_here
from courses.reports.counting import STILL_SELLING, count_people, sellers_of
from courses.reports.figures import Counted, FigureState, Part, Reading, counter, plain
from courses.reports.scope import communities_in, frozen_q

ACTIVE_DAYS = 90
OLD, YOUNG = 60, 30


@counter(IndicatorCode.K9)
def active(reading: Reading) -> Counted:
    """Count the people with a checked sale in the last 90 days; those who sold before joining as well."""
    last = reading.last_day
    window = (last - timedelta(days=ACTIVE_DAYS - 1), last)
    again = Claim.objects.filter(
        learner_id=OuterRef("learner_id"),
        milestone=STILL_SELLING,
        state=ClaimState.VERIFIED,
        happened_on__range=window,
    )
    places = reading.places if reading.scope.area or reading.scope.only_rest else None
    known = Certification.objects.live().filter(
        frozen_q(reading.scope, reading.basis, places), is_demonstration=reading.basis.demonstration
    )
    return plain(count_people(known.filter(Q(event_on__range=window) | Exists(again))))


@counter(IndicatorCode.K10)
def who_they_are(reading: Reading) -> Counted:
    """Return the shares of women, old, young and primary school among the year's sellers."""
    year = reading.basis.year_be
    groups = {
        "women": (_("women"), Q(learner__sex=Sex.FEMALE)),
        "age-60-up": (_("60 and over"), Q(learner__birth_year_be__lte=year - OLD)),
        "age-under-30": (_("under 30"), Q(learner__birth_year_be__gt=year - YOUNG)),
        "education-primary": (_("primary school"), Q(learner__education=Education.PRIMARY)),
    }
    counts = {
        f"group{place}": Count("learner", distinct=True, filter=condition)
        for place, (_words, condition) in enumerate(groups.values())
    }
    found = sellers_of(reading).aggregate(everybody=Count("learner", distinct=True), **counts)
    everybody = found["everybody"]
    parts = tuple(
        Part(code, words, found[f"group{place}"], everybody)
        for place, (code, (words, _condition)) in enumerate(groups.items())
    )
    if not everybody:
        note = _("Nobody sold in this year yet.")
        return Counted(None, 0, 0, FigureState.NOT_ENOUGH_DATA, note, parts)
    return Counted(parts[0].value, parts[0].numerator, everybody, FigureState.OK, "", parts)


@counter(IndicatorCode.K11)
def cost(reading: Reading) -> Counted:
    """Divide the year's budget by its sellers: where a budget was entered, for the country only."""
    if not reading.scope.is_country or not reading.basis.is_fiscal:
        note = _("A budget is known for the whole country and for fiscal years only.")
        return Counted(state=FigureState.NO_DATA_SOURCE, note=note)
    beside = Target.objects.filter(indicator=IndicatorCode.K1, year_be=reading.basis.year_be)
    budget = beside.values_list("budget_baht", flat=True).first()
    if budget is None:
        note = _("No budget was entered for this year. An administrator writes it beside the target.")
        return Counted(state=FigureState.NOT_ENOUGH_DATA, note=note)
    people = reading.sellers.numerator or 0
    if not people:
        note = _("Nobody sold in this year yet.")
        return Counted(None, budget, people, FigureState.NOT_ENOUGH_DATA, note)
    return Counted(budget / people, budget, people)


@counter(IndicatorCode.K12)
def trainers(reading: Reading) -> Counted:
    """Divide the sellers who had a trainer by the trainers with a cohort in the year."""
    basis, scope = reading.basis, reading.scope
    sold = set(sellers_of(reading).filter(trainer__isnull=False).values_list("learner_id", "trainer_id"))
    running = Cohort.objects.filter(
        demonstration_cohort_here(basis.demonstration),
        starts_on__lte=basis.last_day,
        ends_on__gte=basis.first_day,
        trainer__isnull=False,
    )
    ids = communities_in(scope, reading.places if scope.area or scope.only_rest else None)
    if ids is not None:
        running = running.filter(community_id__in=ids)
    if scope.cohort is not None:
        running = running.filter(pk=scope.cohort)
    if scope.trainer is not None:
        running = running.filter(trainer_id=scope.trainer)
    busy = set(running.values_list("trainer_id", flat=True)) | {trainer for _learner, trainer in sold}
    people = len({learner for learner, _trainer in sold})
    if not busy:
        return Counted(
            None, people, 0, FigureState.NOT_ENOUGH_DATA, _("No cohort of the year has a trainer.")
        )
    return Counted(people / len(busy), people, len(busy))
