"""What counts K8 to K12: what sellers sold, who they are, what one costs, how many a trainer brings."""

from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from courses.goals.models import IndicatorCode, Target
from courses.milestones.models import SALES, Certification, Claim, ClaimState, MilestoneCode
from courses.milestones.querysets import CertificationQuerySet
from courses.people.models import Education, Sex
from courses.reports.basis import demonstration_cohort_here
from courses.reports.counting import count_people, sellers_of
from courses.reports.figures import Counted, FigureState, Part, Reading, counter, nothing_counts_it, plain
from courses.reports.scope import communities_in, frozen_q
from courses.shops.models import MonthlySales
from lms.dates import BUDDHIST_OFFSET_YEARS

ACTIVE_DAYS = 90
OLD, YOUNG = 60, 30
# A certification tells of the first sale; these are the checked sales after it.
LATER = tuple(code for code in SALES if code != MilestoneCode.FIRST_SALE)


@counter(IndicatorCode.K8)
def verified_sales(reading: Reading) -> Counted:
    """Sum the amounts that reviewers confirmed in evidence of sales, of all that these sellers declared.

    The sellers are those certified, whoever sold before joining included; what was revoked, merged away
    or never confirmed is not in it. Declared are the newest answers about the months of the year.
    """
    places = reading.places if reading.scope.area or reading.scope.only_rest else None
    sellers = Certification.objects.live().filter(
        frozen_q(reading.scope, reading.basis, places),
        learner_id=OuterRef("learner_id"),
        is_demonstration=reading.basis.demonstration,
    )
    days = (reading.basis.first_day, reading.basis.last_day)
    sales = Claim.objects.filter(
        Exists(sellers), milestone__in=SALES, state=ClaimState.VERIFIED, happened_on__range=days
    )
    found = sales.aggregate(
        baht=Sum("confirmed_baht"),
        people=Count("learner", distinct=True, filter=Q(confirmed_baht__isnull=False)),
        everybody=Count("learner", distinct=True),
    )
    if found["baht"] is None:
        return nothing_counts_it(_("No amount of a sale was confirmed yet."))
    parts = (Part("people", _("sellers with a confirmed amount"), found["people"], found["everybody"]),)
    declared = MonthlySales.objects.current().filter(
        Exists(sellers), months_q(*days), learner__merged_into__isnull=True
    )
    told = declared.aggregate(baht=Sum("amount_baht"))["baht"] or 0
    baht = found["baht"]
    if told < baht:  # who declares nothing cannot be a share of what is declared
        note = _("Sellers declared less than was confirmed, so there is no share.")
        return Counted(float(baht), round(baht), None, FigureState.OK, note, parts)
    return Counted(float(baht), round(baht), round(told), FigureState.OK, "", parts)


def months_q(first: date, last: date) -> Q:
    """Return the condition for answers about the months between two days, both included."""
    start, end = (day.year * 12 + day.month - 1 for day in (first, last))
    asked = Q(pk__in=[])
    for number in range(start, end + 1):
        asked |= Q(year_be=number // 12 + BUDDHIST_OFFSET_YEARS, month=number % 12 + 1)
    return asked


def active_of(reading: Reading) -> CertificationQuerySet:
    """Return the people with a checked sale in the last 90 days: those of K9."""
    last = reading.last_day
    window = (last - timedelta(days=ACTIVE_DAYS), last)
    again = Claim.objects.filter(
        learner_id=OuterRef("learner_id"),
        milestone__in=LATER,
        state=ClaimState.VERIFIED,
        happened_on__range=window,
    )
    places = reading.places if reading.scope.area or reading.scope.only_rest else None
    known = Certification.objects.live().filter(
        frozen_q(reading.scope, reading.basis, places), is_demonstration=reading.basis.demonstration
    )
    return known.filter(Q(event_on__range=window) | Exists(again))


@counter(IndicatorCode.K9)
def active(reading: Reading) -> Counted:
    """Count the people with a checked sale in the last 90 days; those who sold before joining as well."""
    return plain(count_people(active_of(reading)))


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
    if not reading.scope.is_country or not reading.basis.has_targets:
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


def trained_sellers_of(reading: Reading) -> CertificationQuerySet:
    """Return the year's sellers who had a trainer: the people of K12."""
    return sellers_of(reading).filter(trainer__isnull=False)


@counter(IndicatorCode.K12)
def trainers(reading: Reading) -> Counted:
    """Divide the sellers who had a trainer by the trainers with a cohort in the year."""
    basis, scope = reading.basis, reading.scope
    sold = set(trained_sellers_of(reading).values_list("learner_id", "trainer_id"))
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
