"""What a seller fills in for a clip. The film room's rules say what may stand there."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.shops.errors import BadLink
from courses.shops.links import LONGEST_LINK_TYPED, tidy_link
from lms.text import latin_digits
from media.errors import MediaRefused
from media.shop_clips import rules
from media.shop_clips.models import LENGTHS_S


class ClipForm(forms.Form):
    """The facts of a clip; photos stand beside the form, because they are kept while it is mended."""

    product = forms.CharField(
        label=_("What do you sell?"),
        max_length=400,
        help_text=_("For example “chilli paste, 200 g”"),
        error_messages={"required": _("Write what you sell, for example “chilli paste”.")},
    )
    price_baht = forms.CharField(
        label=_("Price in baht"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Write the price in baht, for example 59.")},
    )
    price_unit = forms.CharField(
        label=_("For one what? (may stay empty)"),
        max_length=100,
        required=False,
        help_text=_("For example jar"),
    )
    place = forms.CharField(label=_("Where is it from? (may stay empty)"), max_length=400, required=False)
    link = forms.CharField(
        label=_("Link of the shop"),
        max_length=LONGEST_LINK_TYPED,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("It becomes a QR code at the end. Open the shop's page, press Share, then Copy link."),
        error_messages={"required": _("Put in the link of your shop. Copy it from the shop's page.")},
    )
    length_s = forms.TypedChoiceField(
        label=_("How long is the clip?"),
        choices=lambda: [(seconds, gettext("%(n)d seconds") % {"n": seconds}) for seconds in LENGTHS_S],
        coerce=int,
        initial=LENGTHS_S[0],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how long the clip is."),
            "invalid_choice": _("Choose how long the clip is."),
        },
    )
    keeps_sound = forms.BooleanField(
        label=_("Let the short films be heard"),
        required=False,
        initial=True,
        help_text=_("Photos are silent. There is no music."),
    )
    words = forms.CharField(
        label=_("What do you say about it? (may stay empty)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One line for each photo, at most 60 letters. The words stand in the picture."),
    )

    def clean_product(self) -> str:
        """Take emoji and what cannot be drawn out."""
        return str(_asked(rules.tidy_product, self.cleaned_data["product"]))

    def clean_place(self) -> str:
        """Take emoji and what cannot be drawn out."""
        return str(_asked(rules.tidy_place, self.cleaned_data["place"]))

    def clean_price_unit(self) -> str:
        """Take emoji and what cannot be drawn out."""
        return str(_asked(rules.tidy_unit, self.cleaned_data["price_unit"]))

    def clean_price_baht(self) -> Decimal:
        """Read «1,250», «๕๙» and «59 บาท» alike."""
        return _asked(rules.tidy_price, read_baht(self.cleaned_data["price_baht"]))

    def clean_link(self) -> str:
        """Return the whole address, short enough for a QR code."""
        try:
            link = tidy_link(self.cleaned_data["link"]).url
        except BadLink as refused:
            raise forms.ValidationError(str(refused.message), code=refused.code) from None
        _asked(rules.check_link, link)
        return link

    def clean(self) -> dict[str, Any]:
        """Ask whether the words can be read in the clip's time."""
        cleaned = super().clean() or {}
        if "words" in cleaned and "length_s" in cleaned:
            try:
                rules.tidy_words(cleaned["words"], length_s=cleaned["length_s"])
            except MediaRefused as refused:
                self.add_error("words", str(refused.message))
        return cleaned


def read_baht(typed: str) -> Decimal:
    """Return an amount as people type it. Raises a ValidationError with what to do."""
    text = latin_digits(typed).replace(",", "").replace("฿", "").replace("บาท", "").strip().removesuffix(".-")
    if not text.replace(".", "", 1).isdigit() or not text.isascii():
        raise forms.ValidationError(_("Write the price in baht, for example 59."), code="bad_price_baht")
    return Decimal(text)


def _asked(rule: Callable[[Any], Any], value: Any) -> Any:
    try:
        return rule(value)
    except MediaRefused as refused:
        raise forms.ValidationError(str(refused.message), code=refused.code) from None
