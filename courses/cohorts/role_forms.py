"""The form in which an administrator gives a role."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Community
from courses.cohorts.roles import STAFF_ROLES, WHOLE_COUNTRY
from lms.accounts.models import Role, User
from lms.geo import find_places, full_place_name

MOST_PLACES = 12


class AnyChoices(forms.MultipleChoiceField):
    """Takes every code that was ticked; the action knows which are places."""

    def valid_value(self, value: Any) -> bool:
        """Leave the judgement to `courses.cohorts.roles`."""
        return True


class RoleForm(forms.Form):
    """Name, e-mail, role and reach of a staff member."""

    form_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Type the person's name.")}
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        error_messages={"required": _("Type the person's e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in STAFF_ROLES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose a role.")},
    )
    communities = forms.MultipleChoiceField(
        label=_("Communities that the trainer trains"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of these communities is not there any more. Look at the list again.")
        },
    )
    areas = AnyChoices(
        label=_("Areas that the manager follows"), required=False, widget=forms.CheckboxSelectMultiple
    )
    place = forms.CharField(label=_("Find a province, amphoe or tambon"), required=False, max_length=60)

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.known = {str(community.pk): community for community in Community.objects.order_by("name_th")}
        choices = [(pk, community.name) for pk, community in self.known.items()]
        cast(forms.MultipleChoiceField, self.fields["communities"]).choices = choices
        ticked = data.getlist("areas") if data is not None else self.initial.get("areas", [])
        cast(AnyChoices, self.fields["areas"]).choices = self._area_choices(ticked)

    def _area_choices(self, ticked: list[str]) -> list[tuple[str, Any]]:
        """Return the whole country, what is ticked, and what the search finds."""
        language = get_language() or "th"
        sought = str(self.data.get("place", "")).replace("\x00", "").strip() if self.is_bound else ""
        self.found = find_places(sought, limit=MOST_PLACES) if sought else []
        codes = [code[:6] for code in dict.fromkeys([*ticked, *self.found]) if code != WHOLE_COUNTRY]
        self.nothing_found = bool(sought) and not self.found
        return [
            (WHOLE_COUNTRY, _("The whole country")),
            *((code, f"{full_place_name(code, language)} ({code})") for code in codes),
        ]

    @classmethod
    def of(cls, user: User) -> "RoleForm":
        """Return the form filled with what a staff member has."""
        return cls(
            initial={
                "name": user.name,
                "email": user.email,
                "role": user.role,
                "communities": list(user.trainer_communities.values_list("community_id", flat=True)),
                "areas": list(user.manager_areas.values_list("area_code", flat=True)),
            }
        )

    def facts(self) -> dict[str, Any]:
        """Return what the actions ask for."""
        wanted = self.cleaned_data
        return {
            "name": wanted["name"],
            "email": wanted["email"],
            "role": Role(wanted["role"]),
            "communities": [self.known[pk] for pk in wanted["communities"]],
            "area_codes": wanted["areas"],
        }
