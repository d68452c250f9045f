"""The calculator's form: amounts in baht, typed in Thai or Arabic digits."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.calculator.prices import Prices, work_out
from lms.text import latin_digits

MOST_BAHT = Decimal(1_000_000)


class AmountField(forms.DecimalField):
    """An amount that is never negative; an empty field counts as nothing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_value", MOST_BAHT)
        super().__init__(
            required=False,
            min_value=0,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": "12"}),
            error_messages={
                "invalid": _("Type a number, for example 25 or 12.50."),
                "min_value": _("Type 0 or more."),
                "max_value": _("This number is too large. Type at most %(limit_value)s."),
                "max_decimal_places": _("Type at most two digits after the point."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """Read «๑๒.๕» and «1,250» like 12.5 and 1250."""
        text = latin_digits(str(value or "")).replace(",", "").replace("฿", "").strip()
        return super().to_python(text)

    def clean(self, value: Any) -> Decimal:
        """Return the amount, 0 for an empty field."""
        return super().clean(value) or Decimal(0)


class PriceForm(forms.Form):
    """What one piece costs, what the channel takes and what the seller wants to keep."""

    materials = AmountField(label=_("Materials"))
    labour = AmountField(label=_("Your own labour"))
    packing = AmountField(label=_("Box and padding"))
    shipping = AmountField(label=_("Trip to send it"))
    fee_percent = AmountField(label=_("Platform fee (%)"), max_value=Decimal(90))
    wanted_profit = AmountField(label=_("Profit you want per piece"))

    def clean(self) -> dict[str, Any]:
        """Ask for at least one cost: a price of nothing teaches nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.cost():
            raise ValidationError(_("Type what one piece costs you, for example materials 80 baht."))
        return cleaned

    def cost(self) -> Decimal:
        """Return the cost of one piece: materials, labour, packing and the way to the post office."""
        names = ("materials", "labour", "packing", "shipping")
        return sum((self.cleaned_data[name] for name in names), Decimal(0))

    def prices(self) -> Prices:
        """Return the answer for a valid form."""
        return work_out(
            cost=self.cost(),
            fee_percent=self.cleaned_data["fee_percent"],
            wanted_profit=self.cleaned_data["wanted_profit"],
        )
