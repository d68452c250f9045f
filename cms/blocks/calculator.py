"""The price-and-profit calculator inside a lesson."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import samples
from cms.calculator.forms import PriceForm


class CalculatorBlock(blocks.StructBlock):
    """Works without a network; without JavaScript its button leads to `/calculator/`."""

    intro = blocks.TextBlock(label=_("introduction"), max_length=300, required=False, rows=2)
    fee_percent = blocks.DecimalBlock(
        label=_("platform fee to begin with, in percent"),
        min_value=0,
        max_value=90,
        default=10,
        decimal_places=2,
    )

    class Meta:
        label = _("Price and profit calculator")
        icon = "calculator"
        template = "cms/blocks/calculator.html"
        preview_value = {"intro": samples.CALCULATOR_INTRO, "fee_percent": "10"}
        description = _("Cost, labour, packing, shipping and fee give price, profit and break-even.")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the form, filled with the fee that the editor gave."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["form"] = PriceForm(initial={"fee_percent": value.get("fee_percent")})
        return context
