"""The claim forms of the phone's page: the site's own forms, with what a phone can look at by itself.

A phone without a signal says what is wrong while it can be mended: each field carries the shapes it must
have and the site's own sentences. The server has the last word.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.fields import AmountField
from courses.milestones import claim_rules, tracking
from courses.milestones.forms import FORMS, ClaimForm
from courses.milestones.kinds import FILES, KINDS, RARE
from courses.milestones.models import SALES, EvidenceKind, MilestoneCode
from courses.milestones.order_files import WORDS as ORDER_WORDS
from courses.milestones.steps import WHAT_TO_SEND
from courses.milestones.views import PICTURE_HELP
from lms.accounts.phones import MESSAGES as PHONE_WORDS

Sentence = str | Promise
_AMOUNT = AmountField().error_messages
_NUMBER = r"[\s\u2010-\u2015\u2212._/#]+"


@dataclass(frozen=True)
class Shapes:
    """What a typed text must look like once `strip` is taken out of it; the first that fails speaks."""

    strip: str
    shapes: Sequence[tuple[str, Sentence]]

    def as_json(self) -> str:
        """Return the shapes for a page, in its language."""
        return json.dumps([[shape, str(words)] for shape, words in self.shapes], ensure_ascii=False)


# In capital letters and with Latin digits, as the phone compares them.
SHAPES: dict[str, Shapes] = {
    "amount_baht": Shapes(
        r"^[\s฿]+|[,฿]|(\.-)?\s*(บาท)?\s*$",
        (
            (r"^-?(\d+\.?\d*|\.\d+)$", _AMOUNT["invalid"]),
            (r"^[^-]", _AMOUNT["min_value"]),
            (r"^\d*(\.\d{0,2})?$", _AMOUNT["max_decimal_places"]),
            (r"^0*\d{0,10}(\.|$)", _("Type the amount in baht, 0 or more.")),
        ),
    ),
    "tracking_number": Shapes(
        tracking.SEPARATORS.pattern,
        (
            (
                rf"^(?!{tracking.NEARLY_S10.pattern[1:]})|{tracking.S10.pattern}",
                _(
                    "A Thailand Post number has 2 letters, 9 digits and TH, such as RR473124829TH. "
                    "Type it again."
                ),
            ),
            (
                rf"^(?!{tracking.MOBILE_PHONE.pattern[1:]})",
                _("This looks like a phone number. Type the tracking number on the parcel."),
            ),
            (
                tracking.CARRIER.pattern,
                _(
                    "This is not a tracking number. Type the letters and digits on the receipt of the "
                    "carrier."
                ),
            ),
        ),
    ),
    "order_number": Shapes(
        _NUMBER,
        ((claim_rules.ORDER_NUMBER.pattern, _("Type the order number as it stands in the order.")),),
    ),
    "registration_number": Shapes(
        _NUMBER,
        (
            (
                claim_rules.MARK_NUMBER.pattern,
                _("Type the number of the mark, as it stands in the letter or the e-mail of DBD."),
            ),
        ),
    ),
    "url": Shapes(
        r"^\s+|\s+$",
        (
            (r"^[^\s\\]+$", _("Put in the link only, without spaces or other words.")),
            (
                r"^[^.]+\.[^.]",
                _("The link has no site name such as shopee.co.th. Copy it from the shop's page."),
            ),
        ),
    ),
    "buyer_phone": Shapes(r"[\s().-]", ((r"^\+?\d{9,15}$", PHONE_WORDS["phone_unknown"]),)),
}
# What a sale lacks is said at the field where it is mended, as `require_evidence` says it.
LACKS: dict[str, Sentence] = {
    "order_number": _("Add the order number that stands in the report."),
    EvidenceKind.ORDER_SCREENSHOT: _("Add the picture of the order, with the customer's name covered."),
    "tracking_number": _("Add the tracking number, or a photo of the parcel as a second piece of evidence."),
    EvidenceKind.PARCEL_PHOTO: _(
        "We cannot check the number of this carrier. Add a photo of the parcel as well."
    ),
}
NEEDED: dict[str, Sentence] = {
    EvidenceKind.CONTENT_SCREENSHOT: _("Add a picture of the screen that shows your live or clip."),
}
CARRIERS = "|".join(shape.pattern for _code, shape in tracking.CARRIERS)


@dataclass(frozen=True)
class PhoneField:
    """A field of a claim with all that its place on the phone carries."""

    bound: BoundField

    @property
    def need(self) -> Sentence:
        """Return what to say where nothing was typed; empty where nothing is needed."""
        return self.bound.field.error_messages["required"] if self.bound.field.required else ""

    @property
    def lack(self) -> Sentence:
        """Return what to say where the proof of a sale is not enough without it."""
        return LACKS.get(self.bound.name, "")

    @property
    def looks(self) -> Shapes | None:
        """Return the shapes that what was typed must have."""
        return SHAPES.get(self.bound.name)

    @property
    def carriers(self) -> str:
        """Return the shapes of numbers of carriers that are known."""
        return CARRIERS if self.bound.name == "tracking_number" else ""


@dataclass(frozen=True)
class PhonePicture:
    """A place for pictures of one kind."""

    kind: EvidenceKind

    @property
    def help(self) -> Sentence:
        """Say what the picture should show."""
        return PICTURE_HELP[self.kind]

    @property
    def need(self) -> Sentence:
        """Return what to say where there is none; empty where none is needed."""
        return NEEDED.get(self.kind, "")

    @property
    def lack(self) -> Sentence:
        """Return what to say where the proof of a sale is not enough without it."""
        return LACKS.get(self.kind, "")


def phone_claims() -> list[dict[str, object]]:
    """Return the forms of all steps that a seller claims, as the page shows them."""
    return [_claim(code, FORMS[code]) for code in MilestoneCode]


def _claim(code: MilestoneCode, form_class: type[ClaimForm]) -> dict[str, object]:
    form = form_class(auto_id=f"{code.value}_%s", use_required_attribute=False)
    fields = [PhoneField(field) for field in form.visible_fields() if field.name != "note"]
    pictures = [PhonePicture(kind) for kind in KINDS[code] if kind not in FILES]
    return {
        "code": code.value,
        "name": code.label,
        "what": WHAT_TO_SEND[code],
        "fields": [field for field in fields if field.bound.name not in form.more_names],
        "more": [field for field in fields if field.bound.name in form.more_names],
        "note": PhoneField(form["note"]),
        "is_sale": code in SALES,
        "pictures": [one for one in pictures if one.kind not in RARE],
        "rare": [one for one in pictures if one.kind in RARE],
        "too_large": ORDER_WORDS["too-large"],
    }
