"""What a trainer writes to a learner about a piece of work."""

from django import forms
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.practice.needs import LONGEST_TEXT

# Sentences that trainers write again and again, each saying what the learner does next.
REASONS: tuple[tuple[str, str | Promise], ...] = (
    ("dark", _("The picture is dark or blurred. Take it again in good light.")),
    ("closer", _("The product cannot be seen clearly. Come closer and show it whole.")),
    ("sound", _("The voice is too quiet or there is noise. Record again in a quiet place.")),
    ("missing", _("Something of the task is missing. Read the task again and add it.")),
    ("price", _("Say the price and how to order more clearly.")),
    ("claims", _("Do not promise more than is true. Leave those words out.")),
)


class VerdictForm(forms.Form):
    """Words for the learner, ready-made, own, or both."""

    reasons = forms.MultipleChoiceField(
        label=_("Reasons used often"), choices=REASONS, required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("Your words to the learner"),
        required=False,
        max_length=LONGEST_TEXT - 600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def feedback(self) -> str:
        """Return what the learner reads: ready-made sentences in Thai, then the trainer's own words."""
        chosen = self.cleaned_data["reasons"]
        with translation.override("th"):
            lines = [str(sentence) for name, sentence in REASONS if name in chosen]
        return "\n".join(filter(None, [*lines, self.cleaned_data["words"].strip()]))
