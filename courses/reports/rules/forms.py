"""The forms that make the next version of a rule. Each says why."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.fields import AmountField, CountField, DayField
from courses.goals.models import Comparator, Indicator, IndicatorCode
from courses.milestones.counting_rules import Rule
from courses.milestones.kinds import STRONG, WEAK, Proof
from courses.milestones.rule_models import EvidenceRule
from lms.dates import read_year_be
from lms.text import latin_digits

LONGEST_REASON = 1000
# Smallest and largest value of the rules that are numbers.
BETWEEN: dict[str, tuple[int, int]] = {Rule.MONTH_CLOSE_DAY: (1, 28), Rule.YEAR_CLOSE_DAYS: (0, 365)}
GROUP_CHOICES = ((STRONG, _("A: strong")), (WEAK, _("B: weak")), ("", _("never enough")))
WORDS = ("name", "definition", "numerator", "denominator")


class YearField(forms.CharField):
    """A fiscal year as people write it: «2570», «๒๕๗๐», «70», «2027»; becomes the Buddhist year."""

    first, last = 2500, 2700
    default_error_messages = {
        "required": _("Fill in the fiscal year, like 2570."),
        "invalid": _("Write the fiscal year in the Buddhist era, such as 2570."),
    }

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> int:
        """Return the Buddhist year; of two digits the one of this century."""
        typed = latin_digits(str(super().clean(value)))
        try:
            year = self.first + int(typed) if typed.isdigit() and len(typed) == 2 else read_year_be(typed)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not self.first <= year <= self.last:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return year


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, so that others understand the change.")},
    )


def _named() -> list[tuple[str, str]]:
    """Return the indicators in the reader's language, with their codes."""
    return [(code.value, f"{code.value} {code.label}") for code in IndicatorCode]


def _up_to(most: int) -> list[tuple[int, str]]:
    return [(number, str(number)) for number in range(1, most + 1)]


class EvidenceForm(forms.Form):
    """The next version of the rule of evidence: in which group each proof stands, how many are needed."""

    ids = "evidence-%s"

    effective_on = DayField(label=_("For sales dated from"), help_text=_("Like 1/12/2569: day, month, year."))
    strong_needed = forms.TypedChoiceField(label=_("Strong pieces needed"), coerce=int, choices=_up_to(3))
    weak_needed = forms.TypedChoiceField(label=_("Weak pieces needed"), coerce=int, choices=_up_to(6))

    def __init__(self, data: Any = None, *, rule: EvidenceRule, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.initial.update(strong_needed=rule.strong_needed, weak_needed=rule.weak_needed)
        for proof in Proof:
            group = STRONG if proof in rule.strong else WEAK if proof in rule.weak else ""
            self.fields[proof.value] = forms.ChoiceField(
                label=proof.label, choices=GROUP_CHOICES, required=False, initial=group
            )
        self.fields["reason"] = _reason()

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen, as `courses.milestones.rules.change_rule` takes it."""
        sent = self.cleaned_data
        return {
            "effective_on": sent["effective_on"],
            "strong": [proof.value for proof in Proof if sent[proof.value] == STRONG],
            "weak": [proof.value for proof in Proof if sent[proof.value] == WEAK],
            "strong_needed": sent["strong_needed"],
            "weak_needed": sent["weak_needed"],
        }


def _between(rule: str) -> str:
    least, most = BETWEEN[rule]
    return _("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most}


class CountingForm(forms.Form):
    """A counting rule's new value, from a fiscal year on."""

    rule = forms.CharField(widget=forms.HiddenInput)
    from_year_be = YearField(label=_("From the fiscal year (BE)"))
    reason = _reason()
    field_order = ["rule", "value", "from_year_be", "reason"]

    def __init__(self, data: Any = None, *, rule: str, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"rule": rule, **(initial or {})}, auto_id=f"{rule}-%s")
        self.of = rule
        if rule == Rule.BASELINE_EXCLUDED:
            value: forms.Field = forms.TypedChoiceField(
                label=_("New value"), coerce=int, choices=[(1, _("Yes")), (0, _("No"))]
            )
        else:
            value = CountField(label=_("New value"), most=BETWEEN[rule][1], help_text=_between(rule))
        self.fields["value"] = value
        self.order_fields(self.field_order)

    def clean_value(self) -> int:
        """Refuse a number that the rule cannot have."""
        value: int = self.cleaned_data["value"]
        least, most = BETWEEN.get(self.of, (0, 1))
        if not least <= value <= most:
            raise forms.ValidationError(_between(self.of))
        return value


class DefinitionForm(forms.Form):
    """The next version of a definition; what is left empty stays as it is."""

    ids = "definition-%s"
    intro = _("Write at least one new wording. What stays empty is kept.")

    code = forms.ChoiceField(label=_("Indicator"), choices=_named)
    effective_from = DayField(label=_("In force from"), help_text=_("Like 1/12/2569: day, month, year."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WORDS:
            for language in ("th", "en"):
                field = Indicator._meta.get_field(f"{name}_{language}")
                self.fields[field.name] = forms.CharField(
                    label=str(getattr(field, "verbose_name", field.name)),
                    required=False,
                    max_length=getattr(field, "max_length", None) or 2000,
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                )
        self.fields["reason"] = _reason()

    def changes(self) -> dict[str, str]:
        """Return the words that were typed."""
        names = [f"{name}_{language}" for name in WORDS for language in ("th", "en")]
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}

    def clean(self) -> dict[str, Any]:
        """Refuse a version that changes nothing."""
        super().clean()
        if not self.errors and not self.changes():
            raise forms.ValidationError(_("Write at least one new wording. What stays empty is kept."))
        return self.cleaned_data


class TargetForm(forms.Form):
    """What an indicator should reach in an open fiscal year."""

    ids = "target-%s"

    indicator = forms.ChoiceField(label=_("Indicator"), choices=_named)
    year_be = YearField(label=_("Fiscal year (BE)"))
    comparator = forms.ChoiceField(label=_("comparator"), choices=Comparator.choices)
    value = CountField(
        label=_("Target"),
        most=999_999_999,
        required=False,
        help_text=_("Empty: the plan gives no number."),
    )
    budget_baht = AmountField(
        label=_("budget of the year (baht)"),
        max_value=Decimal(10**15),
        empty_value=None,
        help_text=_("Only beside K1: what the programme spends in this fiscal year."),
    )
    reason = _reason()

    def clean_budget_baht(self) -> int | None:
        """Return the budget in whole baht."""
        budget = self.cleaned_data["budget_baht"]
        return None if budget is None else round(budget)

    def clean(self) -> dict[str, Any]:
        """Refuse a budget beside another indicator than K1."""
        super().clean()
        sent = self.cleaned_data
        if sent.get("budget_baht") is not None and sent.get("indicator") != IndicatorCode.K1:
            self.add_error("budget_baht", _("The budget of a year stands beside K1 only."))
        return sent
