"""What proves a sale, in one place: every proof with its group (programme document, section 3.2).

Group A is strong, group B weak, group C never enough. How many of which group a sale needs, and which
proof belongs to which group on which day, stands in the versioned `EvidenceRule`; this is the first version,
and the words.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.milestones.models import EvidenceKind, MilestoneCode

STRONG, WEAK = "A", "B"


class Proof(models.TextChoices):
    """One thing that speaks for a sale."""

    ORDER_REPORT = "order-report", _("Order report of the platform, with the order number")
    TRACKING = "tracking", _("Tracking number, with the picture of the order")
    SLIP = "slip", _("Slip of the transfer whose QR can be read")
    ORDER = "order-screenshot", _("Picture of the order")
    PARCEL = "parcel-photo", _("Photo of the parcel")
    WITNESS = "witness", _("The trainer saw it and says so")
    OWN_WORD = "own-word", _("The seller's own word")


GROUPS: dict[str, tuple[Proof, ...]] = {
    STRONG: (Proof.ORDER_REPORT, Proof.TRACKING, Proof.SLIP),
    WEAK: (Proof.ORDER, Proof.PARCEL, Proof.WITNESS),
    "C": (Proof.OWN_WORD,),
}
STRONG_NEEDED, WEAK_NEEDED = 1, 2

_OF_A_SALE = (
    EvidenceKind.ORDER_SCREENSHOT,
    EvidenceKind.PARCEL_PHOTO,
    EvidenceKind.PAYMENT_SLIP,
    EvidenceKind.ORDER_REPORT,
    EvidenceKind.ORDER_FILE,
)
# Which pictures belong to a milestone, in the order in which the form asks for them.
KINDS: dict[str, tuple[EvidenceKind, ...]] = {
    MilestoneCode.SHOP_OPEN: (EvidenceKind.SHOP_SCREENSHOT,),
    MilestoneCode.FIRST_CONTENT: (EvidenceKind.CONTENT_SCREENSHOT,),
    MilestoneCode.FIRST_SALE: _OF_A_SALE,
    MilestoneCode.STILL_SELLING: _OF_A_SALE,
    MilestoneCode.REGISTERED_MARK: (EvidenceKind.MARK_PICTURE,),
    MilestoneCode.ABROAD: _OF_A_SALE,
    MilestoneCode.LATER_SALE: _OF_A_SALE,
}
# No picture: read when it arrives, and kept as numbers alone (`courses.milestones.order_files`).
FILES = (EvidenceKind.ORDER_FILE,)
# Few people send these: their places stand folded up.
RARE = (EvidenceKind.PAYMENT_SLIP, EvidenceKind.ORDER_REPORT)
