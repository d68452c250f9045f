"""The forms of a person's own page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.errors import Refused
from courses.fields import BirthYearField
from courses.people.actions import LONGEST_NAME
from courses.people.models import Education, Learner, Sex
from lms.accounts.fields import PhoneField, PinField
from lms.accounts.widgets import PinInput

NOT_SAID = ("", _("Rather not say"))


class RefusableForm(forms.Form):
    """A form that can show a rule's no."""

    def refuse(self, error: Refused) -> None:
        """Show the sentence beside the input that it is about, or above the form."""
        self.add_error(error.field if error.field in self.fields else None, str(error.message))


class AboutForm(RefusableForm):
    """Who a learner is; all but the name may stay empty."""

    name = forms.CharField(
        label=_("First and last name"),
        error_messages={"required": _("Type your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": LONGEST_NAME}),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[NOT_SAID, *Sex.choices], required=False)
    birth_year_be = BirthYearField(
        label=_("Birth year"),
        required=False,
        help_text=_("For example 2508. A year like 1965 is understood as well."),
    )
    education = forms.ChoiceField(
        label=_("Highest school finished"), choices=[NOT_SAID, *Education.choices], required=False
    )

    @classmethod
    def of(cls, learner: Learner) -> "AboutForm":
        """Return the form filled with what is known."""
        return cls(
            initial={
                "name": learner.name,
                "sex": learner.sex,
                "birth_year_be": learner.birth_year_be,
                "education": learner.education,
            }
        )


class GuardianForm(RefusableForm):
    """Who agrees along with a person under 20."""

    guardian_name = forms.CharField(
        label=_("First and last name of the parent or guardian"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Type the name of the parent or guardian who agrees.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ChangePhoneForm(RefusableForm):
    """A new phone, and the PIN that proves who asks."""

    phone = PhoneField(label=_("New mobile phone"))
    pin = PinField(label=_("Your PIN, 6 digits"))


class ChangePinForm(RefusableForm):
    """The old PIN and the new one. What the new one may be is judged with the phone, by the action."""

    old_pin = PinField(label=_("Your PIN now"))
    pin = PinField(label=_("Your new PIN, 6 digits"), widget=PinInput(attrs={"autocomplete": "new-password"}))
