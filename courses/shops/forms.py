"""What a seller fills in about products, channels and a month's sales."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.fields import AmountField, BirthYearField, CountField
from courses.people.forms import RefusableForm
from courses.shops.actions import LONGEST_NAME
from courses.shops.links import LONGEST_LINK_TYPED
from courses.shops.models import Platform, Shop
from courses.shops.product_actions import LONGEST_STORY, ProductFacts
from courses.shops.product_models import MOST_STARS, Category, ExportGroup, Product, Quadrant
from courses.shops.sales_actions import MOST_BAHT, MOST_ORDERS
from lms.dates import month_name

NONE = ("", _("None, or I do not know"))
PLAIN_TYPING = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class YearField(BirthYearField):
    """A year of either era, in either kind of digits; becomes the Buddhist year."""

    default_error_messages = {
        "invalid": _("Write the year with 4 digits, like 2567."),
        "range": _("Look at the year again, such as 2569."),
    }
    last = 2700

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs
        )


class ProductForm(RefusableForm):
    """One product. What only some products have stands at the end and may stay empty."""

    name = forms.CharField(
        label=_("What is the product called?"),
        max_length=120,
        help_text=_("For example tube skirt, Naga pattern"),
        error_messages={"required": _("Write what the product is called.")},
    )
    category = forms.ChoiceField(
        label=_("What kind of product?"),
        choices=Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of product it is.")},
    )
    licence_number = forms.CharField(
        label=_("FDA number, 13 digits (may stay empty)"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", **PLAIN_TYPING}),
        help_text=_("It stands on the label. What is eaten, drunk or put on the skin is sold with it."),
    )
    cost_baht = AmountField(
        label=_("Cost of one piece, in baht"),
        empty_value=None,
        help_text=_("Material, your own work, box, and the trip to the post office"),
    )
    price_baht = AmountField(label=_("Selling price, in baht"), empty_value=None)
    fee_percent = AmountField(
        label=_("Fee of the shop (%)"),
        max_value=Decimal(90),
        help_text=_("What the platform takes of each sale. Empty means nothing."),
    )
    story = forms.CharField(
        label=_("Its story (may stay empty)"),
        max_length=LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who makes it, of what, what is special. Three to five lines are enough."),
    )
    otop_number = forms.CharField(
        label=_("OTOP registration number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=PLAIN_TYPING),
    )
    star = forms.TypedChoiceField(
        label=_("OTOP stars"),
        choices=[NONE, *((n, "★" * n) for n in range(1, MOST_STARS + 1))],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("OTOP stars go from 1 to 5.")},
    )
    star_year_be = YearField(
        label=_("Year of the round that gave the stars"), required=False, help_text=_("For example 2567")
    )
    star_round = forms.CharField(
        label=_("Name of the round (may stay empty)"), max_length=60, required=False, help_text="OPC 2567"
    )
    quadrant = forms.ChoiceField(
        label=_("Group A to D of the Community Development office"),
        choices=[NONE, *Quadrant.choices],
        required=False,
    )
    export_group = forms.ChoiceField(
        label=_("Group for export"), choices=[NONE, *ExportGroup.choices], required=False
    )

    @classmethod
    def of(cls, product: Product) -> "ProductForm":
        """Return the form filled with what is known."""
        return cls(initial={name: getattr(product, name) for name in cls.base_fields})

    @property
    def more(self) -> list[forms.BoundField]:
        """Return the fields that only some products have."""
        return [
            self[n] for n in ("otop_number", "star", "star_year_be", "star_round", "quadrant", "export_group")
        ]

    @property
    def is_more_open(self) -> bool:
        """Tell whether one of them is filled or wrong, so that it is shown at once."""
        return any(field.errors or field.value() for field in self.more)

    def facts(self) -> ProductFacts:
        """Return what a valid form says."""
        return ProductFacts(**self.cleaned_data)


class ChannelForm(RefusableForm):
    """One more shop. The site of the link decides the platform where we know the site."""

    url = forms.CharField(
        label=_("Link of the shop"),
        max_length=LONGEST_LINK_TYPED,
        widget=forms.TextInput(attrs={"inputmode": "url", **PLAIN_TYPING}),
        help_text=_("Open the shop's page, press Share, then Copy link, and paste it here."),
        error_messages={"required": _("Put in the link of your shop. Copy it from the shop's page.")},
    )
    platform = forms.ChoiceField(label=_("Where is the shop?"), choices=Platform.choices)
    name = forms.CharField(
        label=_("Name of the shop (may stay empty)"), max_length=LONGEST_NAME, required=False
    )


class SalesForm(RefusableForm):
    """What was sold in one month: two numbers, and that is all that is needed."""

    month = forms.ChoiceField(label=_("Month"))
    orders = CountField(label=_("How many orders?"), most=MOST_ORDERS)
    amount_baht = AmountField(
        label=_("How much money, in baht?"),
        required=True,
        max_value=MOST_BAHT,
        help_text=_("All sales of the month together, before cost"),
    )
    channel = forms.ModelChoiceField(
        label=_("In which shop?"),
        queryset=Shop.objects.none(),
        required=False,
        empty_label=_("All my shops together"),
        error_messages={"invalid_choice": _("Choose one of your own shops.")},
    )

    def __init__(self, *args: Any, months: list[tuple[int, int]], shops: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = month_choices(months)  # type: ignore[attr-defined]
        self.fields["month"].error_messages["invalid_choice"] = _("Choose one of the months.")
        self.fields["amount_baht"].error_messages["required"] = _(
            "Type a number. Where there was none, type 0."
        )
        self.fields["channel"].queryset = shops  # type: ignore[attr-defined]
        if len(shops) < 2 and not self["channel"].value():
            del self.fields["channel"]

    def said(self) -> dict[str, Any]:
        """Return what a valid form says, as `tell_sales` takes it."""
        year_be, month = self.cleaned_data["month"].split("-")
        return {
            "year_be": int(year_be),
            "month": int(month),
            "orders": self.cleaned_data["orders"],
            "amount_baht": self.cleaned_data["amount_baht"],
            "channel": self.cleaned_data.get("channel"),
        }


def month_choices(months: list[tuple[int, int]]) -> list[tuple[str, str]]:
    """Return months as a list to choose from: «2569-11» is «พฤศจิกายน 2569»."""
    language = get_language() or "th"
    return [(month_key(*month), month_name(*month, language)) for month in months]


def month_key(year_be: int, month: int) -> str:
    """Return the name of a month in addresses and forms: «2569-11»."""
    return f"{year_be}-{month:02d}"
