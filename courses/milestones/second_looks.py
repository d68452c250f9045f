"""The second look: drawing it, giving its verdict, and the rate of what did not stand.

Chance is a hash of the claim's id with a secret seed: the same claim is drawn or not however often it is
asked, and nobody who makes up ids can tell which. All flagged first sales are looked at as well.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.cohorts.models import Enrolment
from courses.milestones.deciders import why_not_revoke
from courses.milestones.errors import AlreadyDecided, NotYours, ReasonMissing
from courses.milestones.flag_codes import OVER_LIMIT
from courses.milestones.models import Certification, Claim, ClaimState, MilestoneCode
from courses.milestones.second_look_models import LookCause, LookVerdict, SecondLook, SecondLookShare
from courses.people.models import Learner
from lms.accounts.models import User
from lms.dates import bangkok_date, fiscal_year_bounds

DEFAULT_PERCENT = 5  # programme document, section 3.2
LONGEST_REASON = 1000
_DRAWS = 2**64
# Every kind of claim that a published figure is made of: the headline first, then K4, K9 and K8, K3 and the
# ladder's M8 and M9; shop and first content are stages of the funnel.
LOOKED_AGAIN = (
    MilestoneCode.FIRST_SALE,
    MilestoneCode.STILL_SELLING,
    MilestoneCode.LATER_SALE,
    MilestoneCode.REGISTERED_MARK,
    MilestoneCode.ABROAD,
    MilestoneCode.SHOP_OPEN,
    MilestoneCode.FIRST_CONTENT,
)


@dataclass(frozen=True)
class SecondLookRate:
    """How many certifications of a fiscal year did not stand when another person looked again.

    `failed` of `looked_again` looks until `as_of`; `drawn_failed` of `drawn_looked_again` are those that
    chance drew, a fair sample of all certifications; `waiting` are not looked at yet. `percent` is None
    before the first look: print "not yet", never 0.
    """

    year_be: int
    as_of: datetime
    failed: int
    looked_again: int
    drawn_failed: int
    drawn_looked_again: int
    waiting: int

    @property
    def percent(self) -> float | None:
        """Return the failure rate in per cent, with one digit; None where nobody looked yet."""
        return round(100 * self.failed / self.looked_again, 1) if self.looked_again else None

    @property
    def drawn_percent(self) -> float | None:
        """Return the rate among those that chance drew; None where nobody looked at one yet."""
        return (
            round(100 * self.drawn_failed / self.drawn_looked_again, 1) if self.drawn_looked_again else None
        )


def second_look_rate(year_be: int, at: datetime, *, demonstration: bool = False) -> SecondLookRate:
    """Return the re-check failure rate of the people who count in a fiscal year, as it stood at a moment.

    One query. The year is that of the sale, as for the headline; people who had sold before joining are
    left out as they are there; a certification that was revoked since stays in, or failing would mend the
    rate. Real and demonstration are never mixed.
    """
    of_year = Q(
        claim__certification__fiscal_year_be=year_be,
        claim__certification__is_demonstration=demonstration,
        claim__certification__is_baseline_seller=False,
        drawn_at__lte=at,
    )
    counts = SecondLook.objects.filter(of_year).aggregate(**_sums(at))
    return _rate(year_be, at, counts)


def second_look_rates(
    year_be: int, at: datetime, *, demonstration: bool = False
) -> dict[MilestoneCode, SecondLookRate]:
    """Return the failure rate of each kind of step that is looked at again, in one query.

    The first sale has its own, which stands beside the headline: `second_look_rate`. The others go by the
    day of the event and by the cohorts that the person is or was in.
    """
    first, last = fiscal_year_bounds(year_be)
    marked = Q(cohort__is_demonstration=True) | Q(cohort__community__is_demonstration=True)
    theirs = Enrolment.objects.filter(
        marked if demonstration else ~marked, learner=OuterRef("claim__learner_id")
    )
    rows = SecondLook.objects.filter(
        Exists(theirs), claim__happened_on__range=(first, last), drawn_at__lte=at
    ).order_by()
    counted: dict[str, Any] = {
        row["claim__milestone"]: row for row in rows.values("claim__milestone").annotate(**_sums(at))
    }
    nobody = dict.fromkeys(_sums(at), 0)
    return {code: _rate(year_be, at, counted.get(code, nobody)) for code in LOOKED_AGAIN[1:]}


def _sums(at: datetime) -> dict[str, Count]:
    looked = Q(looked_at__lte=at)
    failed = looked & Q(verdict=LookVerdict.FALLS)
    return {
        "everything": Count("pk"),
        "looked": Count("pk", filter=looked),
        "fell": Count("pk", filter=failed),
        "drawn_looked": Count("pk", filter=looked & Q(is_drawn=True)),
        "drawn_fell": Count("pk", filter=failed & Q(is_drawn=True)),
    }


def _rate(year_be: int, at: datetime, counts: Mapping[str, int]) -> SecondLookRate:
    return SecondLookRate(
        year_be=year_be,
        as_of=at,
        failed=counts["fell"],
        looked_again=counts["looked"],
        drawn_failed=counts["drawn_fell"],
        drawn_looked_again=counts["drawn_looked"],
        waiting=counts["everything"] - counts["looked"],
    )


def percent_on(day: date) -> int:
    """Return how many of a hundred first sales are drawn on a day in Thailand."""
    share = SecondLookShare.objects.filter(from_day__lte=day).order_by("-from_day").first()
    return share.percent if share else DEFAULT_PERCENT


def is_drawn(claim_id: UUID, *, percent: int, seed: str | None = None) -> bool:
    """Tell whether chance draws a claim. The same id, share and seed always give the same answer."""
    key = settings.SECOND_LOOK_SEED if seed is None else seed
    digest = hmac.new(key.encode(), b"second look " + claim_id.bytes, hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) * 100 < percent * _DRAWS


def draw_second_look(claim: Claim, *, by: User, at: datetime) -> SecondLook | None:
    """Put a claim that was just verified on the list for a second look, if it belongs there.

    Runs inside the transaction of the verdict. Flagged ones always do, the others by chance.
    """
    look = second_look_of(claim, by=by, at=at, percent=percent_on(bangkok_date(at)))
    if look is not None:
        if claim.milestone != MilestoneCode.FIRST_SALE:
            look.community_id = _community_of(claim)
        look.save(force_insert=True)
    return look


def _community_of(claim: Claim) -> int | None:
    """Return where a later step belongs: where the first sale counts, else where the person learns."""
    counted = Certification.objects.live().filter(learner=claim.learner_id)
    found: int | None = counted.values_list("community_id", flat=True).first()
    if found is None:
        mine = Enrolment.objects.filter(learner=claim.learner_id)
        mine = mine.order_by(F("left_at").asc(nulls_first=True), "joined_at", "pk")
        found = mine.values_list("cohort__community_id", flat=True).first()
    return found


def second_look_of(claim: Claim, *, by: User, at: datetime, percent: int) -> SecondLook | None:
    """Return the unsaved second look that a verified claim gets; None where it gets none."""
    if claim.milestone not in LOOKED_AGAIN:
        return None
    drawn = is_drawn(claim.pk, percent=percent)
    if not drawn and not claim.flags:
        return None
    cause = LookCause.CHANCE
    if claim.flags:
        cause = LookCause.OVER_LIMIT if claim.flags == [OVER_LIMIT] else LookCause.FLAGGED
    return SecondLook(claim=claim, first_decider=by, cause=cause, is_drawn=drawn, drawn_at=at)


def why_not_look(look: SecondLook, user: User) -> str | Promise:
    """Return the sentence why this person may not look again; empty when they may."""
    if not user.is_active or not user.works_at_the_desk:
        return _("Only staff decide about evidence. Ask the programme manager.")
    if user.pk == look.first_decider_id:
        return _("You decided about this claim first, so another person looks again.")
    if user.pk in (look.claim.submitted_by_id, look.claim.learner.user_id):
        return _("Nobody decides about their own evidence. Another person has to look at it.")
    if not SecondLook.objects.visible_to(user).filter(pk=look.pk).exists():
        return _("This learner is not in your area. Another person has to look at it.")
    return ""


@transaction.atomic
def look_again(look: SecondLook, *, by: User, at: datetime, stands: bool, reason: str = "") -> SecondLook:
    """Give the second verdict. What does not stand needs a reason and becomes a proposal to the manager.

    The same person saying the same twice is answered like the first time. Raises `NotYours`,
    `ReasonMissing` or `AlreadyDecided`.
    """
    look = _locked(look)
    if sentence := why_not_look(look, by):
        raise NotYours(sentence)
    verdict = LookVerdict.STANDS if stands else LookVerdict.FALLS
    if look.verdict == verdict and look.looked_by_id == by.pk:
        return look
    if look.verdict:
        raise AlreadyDecided(_("This claim was looked at a second time already."))
    reason = reason.strip()[:LONGEST_REASON]
    if not stands and not reason:
        raise ReasonMissing(
            _("Say why it does not stand. The manager and the learner read it."), field="reason"
        )
    look.verdict, look.looked_by, look.looked_at, look.reason = verdict, by, at, reason
    look.save(update_fields=["verdict", "looked_by", "looked_at", "reason"])
    note(
        Verb.LOOKED_AGAIN,
        by=by,
        at=at,
        person=look.claim.learner.public_id,
        subject=("claim", look.claim_id),
        details={"verdict": str(verdict), "cause": look.cause},
    )
    return look


@transaction.atomic
def keep_certification(look: SecondLook, *, by: User, at: datetime, reason: str) -> SecondLook:
    """Decline the proposal: a manager keeps the certification, with a reason. The rate stays as it is."""
    look = _locked(look)
    if sentence := why_not_revoke(look.claim, by):
        raise NotYours(sentence)
    if look.kept_at is not None:
        return look
    if look.verdict != LookVerdict.FALLS or look.claim.state != ClaimState.VERIFIED:
        raise AlreadyDecided(_("There is no proposal to take this certification back."))
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise ReasonMissing(_("Say why the certification is kept."), field="reason")
    look.kept_by, look.kept_at, look.kept_reason = by, at, reason
    look.save(update_fields=["kept_by", "kept_at", "kept_reason"])
    note(
        Verb.LOOKED_AGAIN,
        by=by,
        at=at,
        person=look.claim.learner.public_id,
        subject=("claim", look.claim_id),
        details={"verdict": "kept", "cause": look.cause},
    )
    return look


def _locked(look: SecondLook) -> SecondLook:
    Learner.objects.select_for_update().get(pk=look.claim.learner_id)
    rows = SecondLook.objects.select_for_update(of=("self",)).select_related("claim__learner__user")
    found: SecondLook = rows.get(pk=look.pk)
    return found
