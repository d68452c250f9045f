"""What a learner fills in for each step, and what a reviewer fills in to send a claim back."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.fields import AmountField, DayField
from courses.milestones.actions import LONGEST_BUYER, LONGEST_NOTE
from courses.milestones.claim_rules import MOST_STATED_BAHT
from courses.milestones.countries import countries
from courses.milestones.errors import BadTrackingNumber
from courses.milestones.models import MilestoneCode
from courses.milestones.reasons import ReturnReason, offered_reasons
from courses.milestones.tracking import LONGEST_TYPED, read_tracking_number
from courses.shops.actions import LONGEST_NAME
from courses.shops.errors import BadLink
from courses.shops.links import LONGEST_LINK_TYPED, tidy_link
from courses.shops.models import Platform


class LinkField(forms.CharField):
    """A link as people paste it; a field of type «url» would refuse those without https://."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(max_length=LONGEST_LINK_TYPED, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        """Return the link as it was typed, if it is the address of a page on the public web."""
        typed: str = super().clean(value)
        if typed:
            try:
                tidy_link(typed)
            except BadLink as refused:
                raise forms.ValidationError(str(refused.message), code=refused.code) from None
        return typed


class ClaimForm(forms.Form):
    """What every step asks for: the day and, if wanted, a note.

    The forms ask the same rules as the action, so that every fault shows at once; the action
    has the last word.
    """

    more_names: tuple[str, ...] = ()
    happened_on = DayField(label=_("On which day was it?"), help_text=_("For example 17/11/2569"))
    note = forms.CharField(
        label=_("Something to tell the reviewer (may stay empty)"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ShopClaimForm(ClaimForm):
    """M4: the shop is open."""

    field_order = ["platform", "shop_name", "url", "happened_on", "note"]
    platform = forms.ChoiceField(label=_("Where is the shop?"), choices=Platform.choices)
    shop_name = forms.CharField(
        label=_("Name of the shop"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Fill in the name of your shop.")},
    )
    url = LinkField(
        label=_("Link of the shop"),
        help_text=_("Open the shop's page, press Share, then Copy link, and paste it here."),
        error_messages={"required": _("Put in the link of your shop. Copy it from the shop's page.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].label = _("On which day did you open it?")


class ContentClaimForm(ClaimForm):
    """M5: the first live or clip."""

    field_order = ["url", "happened_on", "note"]
    url = LinkField(
        label=_("Link of the live or clip"),
        help_text=_("Press Share, then Copy link, and paste it here."),
        error_messages={"required": _("Put in the link of your live or clip.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].label = _("On which day did you go live or publish it?")


class SaleClaimForm(ClaimForm):
    """M6: the first sale, with the evidence that most people have."""

    field_order = ["happened_on", "amount_baht", "tracking_number", "note"]
    amount_baht = AmountField(
        label=_("How much was it, in baht?"),
        empty_value=None,
        max_value=MOST_STATED_BAHT,
        help_text=_("You may leave it empty. Whoever checks looks for the same amount in the picture."),
    )
    tracking_number = forms.CharField(
        label=_("Tracking number (if you sent a parcel)"),
        required=False,
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("It stands on the receipt, for example RR473124829TH."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].label = _("On which day did you sell it?")

    def clean_tracking_number(self) -> str:
        """Say at once which number cannot be."""
        typed: str = self.cleaned_data["tracking_number"]
        try:
            read_tracking_number(typed)
        except BadTrackingNumber as refused:
            raise forms.ValidationError(str(refused.message), code=refused.code) from None
        return typed


class FullSaleForm(SaleClaimForm):
    """A sale with all that may speak for it. `more_fields` stand folded up: few people need them."""

    field_order = [
        "country",
        "happened_on",
        "amount_baht",
        "tracking_number",
        "order_number",
        "buyer_name",
        "buyer_phone",
        "note",
    ]
    more_names = ("order_number", "buyer_name", "buyer_phone")
    order_number = forms.CharField(
        label=_("Order number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It stands in the order, for example 240925ABCD12."),
    )
    buyer_name = forms.CharField(
        label=_("Name of the buyer"),
        required=False,
        max_length=LONGEST_BUYER,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("We forget it as soon as the evidence is checked."),
    )
    buyer_phone = forms.CharField(
        label=_("Phone of the buyer"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Return the fields that stand folded up."""
        return [self[name] for name in self.more_names]

    @property
    def has_more(self) -> bool:
        """Tell whether something stands in the folded part, or is wrong there."""
        return any(field.value() or field.errors for field in self.more_fields)


class MarkClaimForm(ClaimForm):
    """M8: the shop has its DBD Registered mark."""

    field_order = ["registration_number", "happened_on", "note"]
    registration_number = forms.CharField(
        label=_("Number of the DBD Registered mark"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It stands in the letter or the e-mail of DBD."),
        error_messages={
            "required": _("Type the number of the mark, as it stands in the letter or the e-mail of DBD.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].label = _("On which day was the mark given?")


class AbroadClaimForm(FullSaleForm):
    """M9: an order that went to another country."""

    country = forms.ChoiceField(
        label=_("Country of the customer"),
        choices=countries,
        error_messages={"required": _("Choose the country of the customer.")},
    )


FORMS: dict[str, type[ClaimForm]] = {
    MilestoneCode.SHOP_OPEN: ShopClaimForm,
    MilestoneCode.FIRST_CONTENT: ContentClaimForm,
    MilestoneCode.FIRST_SALE: FullSaleForm,
    MilestoneCode.STILL_SELLING: FullSaleForm,
    MilestoneCode.REGISTERED_MARK: MarkClaimForm,
    MilestoneCode.ABROAD: AbroadClaimForm,
    MilestoneCode.LATER_SALE: FullSaleForm,
}


OTHER = "other"


class ReturnForm(forms.Form):
    """Why a claim goes back: a listed reason, own words, or both. `kind` picks the half of the list."""

    reason = forms.ChoiceField(label=_("Why?"), required=False, widget=forms.RadioSelect, initial=None)
    words = forms.CharField(
        label=_("What should the learner do? (in Thai)"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kind: str = "", offered: list[ReturnReason] | None = None, **kwargs: Any):
        self.kind = kind
        reasons = offered_reasons() if offered is None else offered
        self.listed = {reason.code: reason for reason in reasons if kind in ("", reason.kind)}
        kwargs["auto_id"] = f"id_{kind}_%s" if kind else "id_%s"
        super().__init__(*args, **kwargs)
        choices = [(code, reason.text) for code, reason in self.listed.items()]
        field = cast(forms.ChoiceField, self.fields["reason"])
        field.choices = [*choices, (OTHER, _("Something else (write it below)"))]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason that the learner can act on."""
        cleaned = super().clean() or {}
        words = cleaned.get("words", "").strip()
        if cleaned.get("reason") in ("", OTHER, None) and not words and not self.errors:
            self.add_error("words", _("Say why, so that the person knows what to do next."))
        return cleaned

    def text(self) -> str:
        """Return the reason as the learner reads it. It is kept in Thai, whoever wrote it in English."""
        listed = self.listed.get(self.cleaned_data["reason"])
        parts = [listed.text_th if listed else "", self.cleaned_data["words"].strip()]
        return "\n".join(part for part in parts if part)


class PercentField(forms.FloatField):
    """A number from 0 to 100 that may stay empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
        super().__init__(required=False, min_value=0, max_value=100, widget=widget, **kwargs)


class CoverForm(forms.Form):
    """What to cover of a picture: drawn rectangles, or one in numbers, all in per cent of the picture."""

    left = PercentField(label=_("From the left, %"))
    top = PercentField(label=_("From the top, %"))
    width = PercentField(label=_("Width, %"))
    height = PercentField(label=_("Height, %"))

    def parts(self) -> list[list[float]]:
        """Return the rectangles [left, top, width, height]; what is no rectangle is refused by the action."""
        drawn = [text.split(",") for text in cast(Any, self.data).getlist("part")]
        try:
            found = [[float(number) for number in numbers] for numbers in drawn]
        except ValueError:
            return [[]]
        typed = [self.cleaned_data.get(name) for name in ("left", "top", "width", "height")]
        if any(number is not None for number in typed):
            found.append([number if number is not None else float("nan") for number in typed])
        return found


COVER_NUMBERS = [(name, field.label) for name, field in CoverForm.base_fields.items()]


class SecondLookForm(forms.Form):
    """Why a certification does not stand, or why a manager keeps it all the same."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, so that the person knows what to do next.")},
    )


class RevokeForm(forms.Form):
    """Why a certification is taken back."""

    reason = forms.CharField(
        label=_("Why is the certification taken back?"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The learner reads this and may send a new first sale."),
        error_messages={"required": _("Say why, so that the person knows what to do next.")},
    )
