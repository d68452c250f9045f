"""Whether a claim's evidence is enough, by the rule of the day of the event; and what is missing.

Asked when a claim is sent and again when it is verified. A number of a carrier that is not known does not
make group A: with it the learner adds a photo of the parcel. The same picture sent twice is one piece.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.milestones.errors import ClaimRefused
from courses.milestones.kinds import KINDS, STRONG, WEAK, Proof
from courses.milestones.models import SALES, Claim, EvidenceKind, MilestoneCode
from courses.milestones.order_models import OrderFile
from courses.milestones.person_models import WitnessStatement
from courses.milestones.rule_models import EvidenceRule
from courses.milestones.rules import rule_on
from courses.milestones.tracking import carrier_of, is_checked
from courses.people.models import Learner

__all__ = [
    "KINDS",
    "MOST_PHOTOS",
    "STRONG",
    "WEAK",
    "Given",
    "Piece",
    "evidence_group",
    "given_of",
    "group_of",
    "photo_field",
    "require_evidence",
]
MOST_PHOTOS = 6
Piece = tuple[str, str]  # kind of picture, hash of the bytes as sent
WEAK_PICTURES = {
    EvidenceKind.ORDER_SCREENSHOT: Proof.ORDER,
    EvidenceKind.ORDER_REPORT: Proof.ORDER,
    EvidenceKind.PARCEL_PHOTO: Proof.PARCEL,
}


@dataclass(frozen=True)
class Given:
    """All that a claim brings. `slips`: references of valid slips; `same`: pairs of pictures alike."""

    milestone: str
    happened_on: date
    url: str = ""
    tracking_number: str = ""
    order_number: str = ""
    pieces: tuple[Piece, ...] = ()
    slips: frozenset[str] = field(default_factory=frozenset)
    is_witnessed: bool = False
    same: frozenset[frozenset[str]] = field(default_factory=frozenset)

    @property
    def kinds(self) -> set[str]:
        """Return which kinds of pictures there are."""
        return {kind for kind, _sha256 in self.pieces}


def photo_field(kind: str) -> str:
    """Return the name of the form's field for one kind of picture."""
    return f"photos-{kind}"


def strong_proofs(given: Given) -> set[str]:
    """Return the proofs of a sale that can be strong, whatever the rule says of them."""
    found: set[str] = set()
    number = given.tracking_number
    if (is_checked(number) or carrier_of(number)) and EvidenceKind.ORDER_SCREENSHOT in given.kinds:
        found.add(Proof.TRACKING)
    if {EvidenceKind.ORDER_REPORT, EvidenceKind.ORDER_FILE} & given.kinds and given.order_number:
        found.add(Proof.ORDER_REPORT)
    if given.slips:
        found.add(Proof.SLIP)
    return found


def weak_count(given: Given, rule: EvidenceRule) -> int:
    """Count the weak pieces: pictures that differ, and the trainer's word."""
    counted: list[str] = []
    for kind, sha256 in given.pieces:
        is_weak = kind in WEAK_PICTURES and WEAK_PICTURES[EvidenceKind(kind)] in rule.weak
        is_new = sha256 not in counted and not any(frozenset((sha256, one)) in given.same for one in counted)
        if is_weak and is_new:
            counted.append(sha256)
    return len(counted) + (given.is_witnessed and Proof.WITNESS in rule.weak)


def group_by(given: Given, rule: EvidenceRule) -> str:
    """Return «A», «B» or nothing: how strong the evidence of a sale is by one version of the rule."""
    if len(strong_proofs(given) & set(rule.strong)) >= rule.strong_needed:
        return STRONG
    return WEAK if weak_count(given, rule) >= rule.weak_needed else ""


def evidence_group(tracking_number: str, pieces: Iterable[Piece]) -> str:
    """Return the group of a number and pictures alone, by the first rule. `group_of` knows everything."""
    given = Given(MilestoneCode.FIRST_SALE, date.min, tracking_number=tracking_number, pieces=tuple(pieces))
    return group_by(given, rule_on(date.min))


def group_of(claim: Claim) -> str:
    """Return how strong the evidence of a claimed sale is now, by the rule of its day; empty otherwise."""
    if claim.milestone not in SALES:
        return ""
    return group_by(given_of(claim), rule_on(claim.happened_on))


def is_witnessed(learner_id: int, day: date) -> bool:
    """Tell whether a trainer saw a sale of this day."""
    return WitnessStatement.objects.filter(learner=learner_id, happened_on=day).exists()


def witnessed_days(learner: Learner) -> list[date]:
    """Return the days on which a trainer saw a sale of this learner."""
    seen = WitnessStatement.objects.filter(learner=learner).order_by("happened_on")
    return list(seen.values_list("happened_on", flat=True).distinct())


def given_of(claim: Claim) -> Given:
    """Return all that a stored claim brings, with what was read in its pictures so far."""
    from courses.milestones.likeness import alike_within

    rows = list(claim.evidence.order_by("pk"))
    is_sale = claim.milestone in SALES
    return Given(
        milestone=claim.milestone,
        happened_on=claim.happened_on,
        url=claim.url,
        tracking_number=claim.tracking_number,
        order_number=claim.order_number,
        pieces=(*((row.kind, row.sha256) for row in rows), *order_piece_of(claim)),
        slips=frozenset(row.slip_reference for row in rows if row.slip_reference),
        is_witnessed=is_sale and is_witnessed(claim.learner_id, claim.happened_on),
        same=alike_within(rows) if is_sale else frozenset(),
    )


def order_piece_of(claim: Claim) -> tuple[Piece, ...]:
    """Return the platform's order file of a stored claim as a piece; such a claim always has its number."""
    if not claim.order_number or claim.milestone not in SALES:
        return ()
    files = OrderFile.objects.filter(claim=claim.pk).values_list("sha256", flat=True)
    return tuple((EvidenceKind.ORDER_FILE.value, sha256) for sha256 in files)


def require_evidence(given: Given) -> None:
    """Raise `ClaimRefused`, with the sentence that says what is missing, unless the evidence is enough."""
    wanted = KINDS[given.milestone]
    if len(given.pieces) > MOST_PHOTOS:
        raise _missing(_("Send at most %(most)s pictures.") % {"most": MOST_PHOTOS}, photo_field(wanted[0]))
    if given.kinds - set(wanted):
        raise _missing(_("This picture does not belong to this step. Choose it again."), "")
    if given.milestone == MilestoneCode.SHOP_OPEN and not given.url:
        raise _missing(_("Put in the link of your shop. Copy it from the shop's page."), "url")
    if given.milestone == MilestoneCode.FIRST_CONTENT:
        _require_content(given)
    if given.milestone in SALES and not group_by(given, rule_on(given.happened_on)):
        raise _what_a_sale_lacks(given)


def _missing(sentence: str | Promise, field_name: str) -> ClaimRefused:
    return ClaimRefused(sentence, field=field_name)


def _require_content(given: Given) -> None:
    if not given.url:
        raise _missing(_("Put in the link of your live or clip."), "url")
    if not given.pieces:
        raise _missing(
            _("Add a picture of the screen that shows your live or clip."),
            photo_field(EvidenceKind.CONTENT_SCREENSHOT),
        )


def _what_a_sale_lacks(given: Given) -> ClaimRefused:
    if EvidenceKind.PAYMENT_SLIP in given.kinds and not given.slips:
        return _missing(
            _("The slip's QR cannot be read. Save the slip from the bank's app again and send all of it."),
            photo_field(EvidenceKind.PAYMENT_SLIP),
        )
    if EvidenceKind.ORDER_REPORT in given.kinds and not given.order_number:
        return _missing(_("Add the order number that stands in the report."), "order_number")
    if EvidenceKind.ORDER_SCREENSHOT not in given.kinds:
        return _missing(
            _("Add the picture of the order, with the customer's name covered."),
            photo_field(EvidenceKind.ORDER_SCREENSHOT),
        )
    if given.tracking_number:
        return _missing(
            _("We cannot check the number of this carrier. Add a photo of the parcel as well."),
            photo_field(EvidenceKind.PARCEL_PHOTO),
        )
    return _missing(
        _("Add the tracking number, or a photo of the parcel as a second piece of evidence."),
        "tracking_number",
    )
