"""What a person fills in about their rights, and what staff answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.people.corrections import LONGEST_WORDS
from courses.people.forms import RefusableForm
from courses.people.models import CorrectionField
from lms.accounts.fields import PinField


class CorrectionForm(RefusableForm):
    """What is kept wrongly, and what is right."""

    field = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=CorrectionField.choices,
        error_messages={"required": _("Choose what is wrong.")},
    )
    words = forms.CharField(
        label=_("What is right?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what is right.")},
    )


class ErasureForm(RefusableForm):
    """The PIN once more: nobody else may ask for this with an open phone."""

    pin = PinField(label=_("Your PIN, 6 digits"))
