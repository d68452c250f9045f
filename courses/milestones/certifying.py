"""The step from a verified first sale to one person counted, with everything frozen that figures need."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort, Enrolment
from courses.milestones.counting_rules import baseline_is_excluded
from courses.milestones.errors import AlreadyDecided, ClaimRefused, NotReady, ReferenceUsed
from courses.milestones.models import (
    SALES,
    Certification,
    Claim,
    ClaimState,
    MilestoneCode,
    ReferenceKind,
    UsedReference,
)
from courses.milestones.rules import rule_on
from courses.people.models import Learner
from courses.progress.models import CoreCompletion
from lms.accounts.models import User
from lms.dates import fiscal_year_be


def what_is_missing(learner: Learner) -> str | Promise:
    """Return what the first sale still waits for: lessons (M3), the checked shop (M4); empty when ready."""
    has_core = CoreCompletion.objects.filter(learner=learner).exists()
    has_shop = Claim.objects.filter(
        learner=learner, milestone=MilestoneCode.SHOP_OPEN, state=ClaimState.VERIFIED
    ).exists()
    return first_sale_waits_for(has_core=has_core, has_shop=has_shop)


def first_sale_waits_for(*, has_core: bool, has_shop: bool) -> str | Promise:
    """Return the same for whoever knows already what was reached."""
    if not has_core and not has_shop:
        return _("The first sale waits until the lessons are finished and the shop is checked.")
    if not has_core:
        return _("The first sale waits until the lessons are finished.")
    if not has_shop:
        return _("The first sale waits until the shop is checked.")
    return ""


def certify(claim: Claim, *, by: User, at: datetime) -> Certification:
    """Count the person of a first sale. Runs inside the transaction that verifies the claim.

    The year is that of the event's day in Thailand; community, cohort, trainer and track are those
    of the day of certification and never change (programme document, section 3.3). Raises
    `NotReady`, `ReferenceUsed`, or `AlreadyDecided` when the person counts already.
    """
    learner = claim.learner
    if missing := what_is_missing(learner):
        raise NotReady(missing)
    if learner.merged_into_id:
        raise NotReady(_("This profile was merged into another one. Decide at the other profile."))
    if Certification.objects.live().filter(learner=learner).exists():
        raise AlreadyDecided(_("This person is counted already, once for ever."))
    core = CoreCompletion.objects.select_related("cohort__community").get(learner=learner)
    cohort = core.cohort or _earliest_cohort(learner)
    year_be = fiscal_year_be(claim.happened_on)
    try:
        with transaction.atomic():
            certification = Certification.objects.create(
                learner=learner,
                claim=claim,
                event_on=claim.happened_on,
                fiscal_year_be=year_be,
                community=cohort.community,
                cohort=cohort,
                trainer_id=cohort.trainer_id,
                track_id=core.track_id,
                rule_id=rule_on(claim.happened_on).pk,
                is_demonstration=cohort.is_demonstration or cohort.community.is_demonstration,
                is_baseline_seller=learner.sold_before and baseline_is_excluded(year_be),
                certified_by=by,
                certified_at=at,
            )
    except IntegrityError as error:
        raise AlreadyDecided(_("This person is counted already, once for ever.")) from error
    use_references(certification, claim)
    return certification


def release_references(certification: Certification) -> None:
    """Free the numbers, slips and pictures of a revoked certification."""
    certification.references.all().delete()


def _earliest_cohort(learner: Learner) -> Cohort:
    """Return the cohort of the earliest enrolment, active ones first, for old rows without a snapshot."""
    enrolments = Enrolment.objects.filter(learner=learner).select_related("cohort__community")
    enrolments = enrolments.order_by("joined_at", "pk")
    enrolment = enrolments.filter(left_at__isnull=True).first() or enrolments.first()
    if enrolment is None:
        raise NotReady(_("This learner is in no cohort. Add the learner to a cohort first."))
    return enrolment.cohort


def references_in(claim: Claim) -> set[tuple[str, str]]:
    """Return the pictures, slips and numbers of a claim as (kind, value)."""
    values: set[tuple[str, str]] = {
        (ReferenceKind.IMAGE, sha256) for sha256 in claim.evidence.values_list("sha256", flat=True)
    }
    slips = claim.evidence.exclude(slip_reference="").values_list("slip_reference", flat=True)
    values |= {(ReferenceKind.SLIP, reference) for reference in slips}
    if claim.tracking_number:
        values.add((ReferenceKind.TRACKING, claim.tracking_number))
    if claim.order_number:
        values.add((ReferenceKind.ORDER, claim.order_number))
    return values


def require_new_amount(claim: Claim, confirmed_baht: Decimal | None) -> None:
    """Raise `ClaimRefused` where the amount of this very sale counts already under another step (K8).

    A sale abroad may be the first sale itself: what it brought is one amount all the same.
    """
    if confirmed_baht is None or claim.milestone != MilestoneCode.ABROAD:
        return
    mine = references_in(claim)
    others = Claim.objects.filter(
        learner=claim.learner_id,
        state=ClaimState.VERIFIED,
        milestone__in=SALES,
        confirmed_baht__isnull=False,
    ).exclude(pk=claim.pk)
    if any(mine & references_in(other) for other in others):
        raise ClaimRefused(
            _("This sale was checked before, and its amount counts already. Accept without an amount."),
            field="confirmed_baht",
        )


def release_references_of(claim: Claim) -> None:
    """Free what only this later sale of a person proved; other verified sales of theirs keep theirs."""
    others = Claim.objects.filter(learner=claim.learner_id, state=ClaimState.VERIFIED, milestone__in=SALES)
    kept = {value for other in others.exclude(pk=claim.pk) for value in references_in(other)}
    for kind, value in references_in(claim) - kept:
        UsedReference.objects.filter(certification__learner=claim.learner_id, kind=kind, value=value).delete()


def use_references(certification: Certification, claim: Claim) -> None:
    """Bind what proved a sale to the person certified, so that it proves no other sale of anybody.

    A sale abroad may be the very sale that was certified: its references are only looked at. Raises
    `ReferenceUsed`.
    """
    values = references_in(claim)
    if claim.milestone == MilestoneCode.ABROAD:
        values -= set(certification.references.values_list("kind", "value"))
    try:
        with transaction.atomic():
            UsedReference.objects.bulk_create(
                UsedReference(certification=certification, kind=kind, value=value)
                for kind, value in sorted(values)
            )
    except IntegrityError as error:
        raise ReferenceUsed(
            _("This tracking number or picture counted another person already. Send the claim back.")
        ) from error
