"""What was read out of the pictures of a claim, as rows of words beside the picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.milestones.models import Claim, Evidence
from courses.milestones.order_files import order_facts

# Bank codes of the Bank of Thailand as they stand in slips; another code is shown as it is.
BANKS = {
    "002": "ธนาคารกรุงเทพ",
    "004": "ธนาคารกสิกรไทย",
    "006": "ธนาคารกรุงไทย",
    "011": "ธนาคารทหารไทยธนชาต",
    "014": "ธนาคารไทยพาณิชย์",
    "022": "ธนาคารซีไอเอ็มบีไทย",
    "024": "ธนาคารยูโอบี",
    "025": "ธนาคารกรุงศรีอยุธยา",
    "030": "ธนาคารออมสิน",
    "033": "ธนาคารอาคารสงเคราะห์",
    "034": "ธ.ก.ส.",
    "067": "ธนาคารทิสโก้",
    "069": "ธนาคารเกียรตินาคินภัทร",
    "073": "ธนาคารแลนด์ แอนด์ เฮ้าส์",
}
# What the learner typed beside the tracking number, where the claim holds it.
TYPED: tuple[tuple[str, str | Promise], ...] = (
    ("order_number", _("Order number")),
    ("registration_number", _("Registration number")),
    ("country", _("Country of the customer")),
    ("buyer_name", _("Buyer")),
    ("amount_baht", _("Amount that the seller states (baht)")),
    ("confirmed_baht", _("Amount confirmed (baht)")),
)


@dataclass(frozen=True)
class Fact:
    """One thing that is known: its name and words; `is_right` is None where nothing could be checked.

    `verdict` says how it is right or wrong; empty where it is the code of a slip or a parcel.
    """

    name: str | Promise
    words: str
    is_right: bool | None = None
    verdict: str | Promise = ""


def facts_of(claim: Claim, pieces: Iterable[Evidence]) -> list[Fact]:
    """Return what was typed and what was read from all pictures of a claim; the same stands once."""
    found = [
        Fact(name, f"{value:,.2f}" if isinstance(value, Decimal) else str(value))
        for field, name in TYPED
        if (value := getattr(claim, field, ""))
    ]
    found += [Fact(*fact) for fact in order_facts(claim)]
    for piece in pieces:
        found += _of_slip(getattr(piece, "parsed", None))
    return list(dict.fromkeys(found))


def _of_slip(parsed: Any) -> list[Fact]:
    slip = parsed.get("slip") if isinstance(parsed, dict) else None
    if not isinstance(slip, dict):
        return []
    bank, reference = str(slip.get("bank") or ""), str(slip.get("reference") or "")
    facts = [Fact(_("Bank of the slip"), BANKS.get(bank, bank))] if bank else []
    is_right = bool(slip.get("is_valid", not slip.get("fault")))
    return [*facts, Fact(_("Slip reference"), reference or "–", is_right=is_right)]
