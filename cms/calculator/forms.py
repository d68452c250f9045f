"""The calculator's form: amounts in baht, typed in Thai or Arabic digits."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.fields import AmountField
from lms.prices import Prices, work_out


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
