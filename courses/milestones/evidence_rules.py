"""What is enough evidence for each milestone (programme document, section 3.2).

Group A is strong: a tracking number whose check digit is right, with the picture of the order.
Group B is weak: the picture of an order alone, a photo of the parcel. A first sale needs one of
group A or two of group B. A number without a check digit (private carriers) does not make group A:
with it the learner adds a photo of the parcel. The same picture sent twice is one piece.
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.milestones.errors import ClaimRefused
from courses.milestones.models import EvidenceKind, MilestoneCode
from courses.milestones.tracking import is_checked

MOST_PHOTOS = 6
WEAK_PIECES_NEEDED = 2
STRONG, WEAK = "A", "B"
# Which pictures belong to a milestone, in the order in which the form asks for them.
KINDS: dict[str, tuple[EvidenceKind, ...]] = {
    MilestoneCode.SHOP_OPEN: (EvidenceKind.SHOP_SCREENSHOT,),
    MilestoneCode.FIRST_CONTENT: (EvidenceKind.CONTENT_SCREENSHOT,),
    MilestoneCode.FIRST_SALE: (EvidenceKind.ORDER_SCREENSHOT, EvidenceKind.PARCEL_PHOTO),
}
Piece = tuple[str, str]  # kind of picture, hash of the bytes as sent


def photo_field(kind: str) -> str:
    """Return the name of the form's field for one kind of picture."""
    return f"photos-{kind}"


def evidence_group(tracking_number: str, pieces: Iterable[Piece]) -> str:
    """Return «A», «B» or nothing: how strong the evidence of a first sale is."""
    kinds_and_hashes = list(pieces)
    kinds = {kind for kind, _sha256 in kinds_and_hashes}
    if is_checked(tracking_number) and EvidenceKind.ORDER_SCREENSHOT in kinds:
        return STRONG
    different = {sha256 for _kind, sha256 in kinds_and_hashes}
    return WEAK if len(different) >= WEAK_PIECES_NEEDED else ""


def require_evidence(milestone: str, *, url: str, tracking_number: str, pieces: Iterable[Piece]) -> None:
    """Raise `ClaimRefused`, with the sentence that says what is missing, unless the evidence is enough."""
    pieces = list(pieces)
    if len(pieces) > MOST_PHOTOS:
        raise _missing(
            _("Send at most %(most)s pictures.") % {"most": MOST_PHOTOS}, photo_field(KINDS[milestone][0])
        )
    if any(kind not in KINDS[milestone] for kind, _sha256 in pieces):
        raise _missing(_("This picture does not belong to this step. Choose it again."), "")
    if milestone == MilestoneCode.SHOP_OPEN and not url:
        raise _missing(_("Put in the link of your shop. Copy it from the shop's page."), "url")
    if milestone == MilestoneCode.FIRST_CONTENT:
        _require_content(url, pieces)
    if milestone == MilestoneCode.FIRST_SALE and not evidence_group(tracking_number, pieces):
        raise _what_a_sale_lacks(tracking_number, pieces)


def _missing(sentence: str | Promise, field: str) -> ClaimRefused:
    return ClaimRefused(sentence, field=field)


def _require_content(url: str, pieces: list[Piece]) -> None:
    if not url:
        raise _missing(_("Put in the link of your live or clip."), "url")
    if not pieces:
        raise _missing(
            _("Add a picture of the screen that shows your live or clip."),
            photo_field(EvidenceKind.CONTENT_SCREENSHOT),
        )


def _what_a_sale_lacks(tracking_number: str, pieces: list[Piece]) -> ClaimRefused:
    kinds = {kind for kind, _sha256 in pieces}
    if EvidenceKind.ORDER_SCREENSHOT not in kinds:
        return _missing(
            _("Add the picture of the order, with the customer's name covered."),
            photo_field(EvidenceKind.ORDER_SCREENSHOT),
        )
    if tracking_number:
        return _missing(
            _("We cannot check the number of this carrier. Add a photo of the parcel as well."),
            photo_field(EvidenceKind.PARCEL_PHOTO),
        )
    return _missing(
        _("Add the tracking number, or a photo of the parcel as a second piece of evidence."),
        "tracking_number",
    )
