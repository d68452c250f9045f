"""What officers fill in for services, marks and campaigns. The actions have the last word."""

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.fields import DayField
from courses.ledgers.countries import country_names
from courses.ledgers.facts import ServiceFacts
from courses.ledgers.models import (
    Campaign,
    Currency,
    DbdApplication,
    DbdChecklist,
    Influencer,
    MatchOutcome,
    PromotionService,
    ServiceKind,
)
from courses.people.forms import RefusableForm
from lms.accounts.models import Role, User
from lms.geo import place_name

CHOOSE = ("", _("Choose"))
LINK = forms.TextInput(
    attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
)


def number_input() -> forms.TextInput:
    """Return an input that brings up the digits on a phone."""
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


def countries() -> list[tuple[str, Any]]:
    """Return the countries to choose from, in the page's language."""
    return [CHOOSE, *country_names(get_language() or "th").items()]


def provinces(user: User) -> list[tuple[str, Any]]:
    """Return the places under which a person may enter an operator: a manager's own, or all provinces."""
    import geothai  # 7,436 tambons: loaded when a form first asks

    language = "en" if get_language() == "en" else "th"
    codes = [str(province.code) for province in geothai.provinces()]
    if user.role == Role.MANAGER:
        mine = list(user.manager_areas.values_list("area_code", flat=True))
        if "" not in mine:
            codes = mine
    rows = sorted((place_name(code, language), code) for code in codes)
    return [CHOOSE, *((code, name) for name, code in rows)]


class EntryForm(RefusableForm):
    """A form with a number of its own: sent twice it enters one row. `is_sure` is asked when needed."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    is_sure = forms.BooleanField(label=_("Yes, enter it all the same"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"entry_id": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def entry(self) -> uuid.UUID:
        """Return the form's number; one that was spoilt on the way is replaced."""
        return self.cleaned_data.get("entry_id") or uuid.uuid4()

    @property
    def asks_if_sure(self) -> bool:
        """Tell whether a rule asked for the box, or it is ticked."""
        return bool(self.errors.get("is_sure")) or bool(self.data.get("is_sure"))


class OutsideForm(RefusableForm):
    """Somebody outside the programme."""

    name = forms.CharField(label=_("Name of the person or the firm"), max_length=120)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    juristic_number = forms.CharField(
        label=_("Juristic number, if it is a firm (13 digits)"),
        max_length=20,
        required=False,
        widget=number_input(),
    )
    area_code = forms.ChoiceField(label=_("Province"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area_code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = provinces(user)
        if len(field.choices) == 2:
            field.initial = field.choices[1][0]


class ServiceForm(EntryForm):
    """One service: what, when, where, by whom; a meeting also has an outcome, a listing a link."""

    kind = forms.ChoiceField(label=_("What was done"), choices=[CHOOSE, *ServiceKind.choices])
    day = DayField(label=_("Day"), help_text=_("For example 1/12/2569"))
    country = forms.ChoiceField(label=_("Country of the place or the market"))
    agency = forms.CharField(label=_("Agency that gave the service"), max_length=120)
    outcome = forms.ChoiceField(
        label=_("What came out of the meeting"), choices=[CHOOSE, *MatchOutcome.choices], required=False
    )
    value_amount = forms.DecimalField(
        label=_("Value as told (may stay empty)"), required=False, widget=number_input(), localize=False
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[CHOOSE, *Currency.choices], required=False)
    value_baht = forms.DecimalField(
        label=_("Value in baht, if the currency is another"),
        required=False,
        widget=number_input(),
        localize=False,
    )
    follow_up_on = DayField(label=_("Follow up on (may stay empty)"), required=False)
    url = forms.CharField(label=_("Link of the listing abroad"), max_length=2000, required=False, widget=LINK)
    note = forms.CharField(
        label=_("Note (may stay empty)"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = countries()

    @classmethod
    def of(cls, service: PromotionService) -> "ServiceForm":
        """Return the form filled with a row."""
        return cls(initial=vars(ServiceFacts.of(service)))

    def facts(self) -> ServiceFacts:
        """Return what was filled in."""
        names = ("kind", "day", "country", "agency", "outcome", "currency", "follow_up_on", "url", "note")
        words = {name: self.cleaned_data[name] for name in names}
        amounts = {name: self.cleaned_data[name] for name in ("value_amount", "value_baht")}
        return ServiceFacts(**words, **amounts)


class ReasonForm(RefusableForm):
    """Why something is voided, refused or stepped back."""

    reason = forms.CharField(
        label=_("Why, in a few words"),
        max_length=300,
        error_messages={"required": _("Write why, in a few words.")},
    )


class MarkForm(EntryForm):
    """An application that begins, or with a number a mark that DBD granted already."""

    checklist = forms.ModelChoiceField(
        label=_("Version of the checklist"), queryset=DbdChecklist.objects.none(), empty_label=None
    )
    renewal_of = forms.ModelChoiceField(
        label=_("Renewal of a mark"),
        queryset=DbdApplication.objects.none(),
        required=False,
        empty_label=_("No, a new mark"),
    )
    number = forms.CharField(label=_("Mark number, if it is granted already"), max_length=60, required=False)
    granted_on = DayField(label=_("Granted on"), required=False)
    expires_on = DayField(
        label=_("Last day of the mark"), required=False, help_text=_("Empty: 5 years after the grant.")
    )

    def __init__(self, *args: Any, marks: "QuerySet[DbdApplication]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        checklist, renewal = self.fields["checklist"], self.fields["renewal_of"]
        assert isinstance(checklist, forms.ModelChoiceField)
        assert isinstance(renewal, forms.ModelChoiceField)
        checklist.queryset = DbdChecklist.objects.all()
        renewal.queryset = marks
        renewal.label_from_instance = lambda mark: mark.number  # type: ignore[assignment,method-assign]
        if not marks:
            del self.fields["renewal_of"]

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a grant that has a number, and the other way round."""
        kept: dict[str, Any] = super().clean() or self.cleaned_data
        if kept.get("number") and not kept.get("granted_on") and "granted_on" not in self.errors:
            self.add_error("granted_on", _("Fill in the day."))
        if kept.get("granted_on") and not kept.get("number"):
            self.add_error("number", _("Write the mark number as it stands on DBD's page."))
        return kept


class SubmitForm(RefusableForm):
    """The day on which an application went to DBD."""

    on = DayField(label=_("Sent to DBD on"))


class GrantForm(RefusableForm):
    """The mark as DBD granted it."""

    number = forms.CharField(label=_("Mark number"), max_length=60)
    granted_on = DayField(label=_("Granted on"))
    expires_on = DayField(
        label=_("Last day of the mark"), required=False, help_text=_("Empty: 5 years after the grant.")
    )


class CampaignForm(EntryForm):
    """One campaign abroad."""

    title = forms.CharField(label=_("Title"), max_length=160)
    product = forms.CharField(label=_("Product"), max_length=200)
    area_code = forms.ChoiceField(label=_("Province of the product"))
    counsellor_post = forms.CharField(label=_("Trade counsellor's office"), max_length=120)
    brief = forms.CharField(
        label=_("Brief (may stay empty)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area_code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [row for row in provinces(user) if len(row[0]) in (0, 2)]

    @classmethod
    def of(cls, campaign: Campaign, user: User) -> "CampaignForm":
        """Return the form filled with a row."""
        names = ("title", "product", "area_code", "counsellor_post", "brief", "starts_on", "ends_on")
        return cls(user=user, initial={name: getattr(campaign, name) for name in names})


class PostForm(EntryForm):
    """One post of a campaign."""

    influencer = forms.ModelChoiceField(
        label=_("Influencer"), queryset=Influencer.objects.none(), empty_label=_("Choose")
    )
    url = forms.CharField(label=_("Link of the post"), max_length=2000, widget=LINK)
    posted_on = DayField(label=_("Posted on"))
    sales_note = forms.CharField(
        label=_("Evidence of sales (may stay empty)"), max_length=300, required=False
    )

    def __init__(self, *args: Any, influencers: "QuerySet[Influencer]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["influencer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = influencers


class ReadingForm(EntryForm):
    """What the platform shows for a post today."""

    reach = forms.IntegerField(label=_("Reach"), min_value=0, widget=number_input())
    clicks = forms.IntegerField(
        label=_("Clicks (may stay empty)"), min_value=0, required=False, widget=number_input()
    )
    read_on = DayField(label=_("Read on"))
    screenshot = forms.FileField(
        label=_("Picture of the number"),
        required=False,
        help_text=_("Without a picture the reach is kept but not counted as verified."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )


class InfluencerForm(RefusableForm):
    """A person who shows products abroad, with the links of their own pages."""

    name = forms.CharField(label=_("Name"), max_length=120)
    country = forms.ChoiceField(label=_("Country of the market"))
    consent_on = DayField(label=_("Agreed to be kept here on"))
    handles = forms.CharField(
        label=_("Links of their pages, one a line"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = countries()

    @classmethod
    def of(cls, influencer: Influencer) -> "InfluencerForm":
        """Return the form filled with a row."""
        lines = "\n".join(influencer.handles.values_list("url", flat=True))
        names = ("name", "country", "consent_on")
        return cls(initial={**{name: getattr(influencer, name) for name in names}, "handles": lines})


class ImportForm(RefusableForm):
    """A file or pasted cells, and which ledger they belong to."""

    kind = forms.ChoiceField(
        label=_("What is in it"),
        choices=[("services", _("Services (K2)")), ("marks", _("DBD marks (K3)"))],
    )
    file = forms.FileField(
        label=_("File (.xlsx or .csv)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    pasted = forms.CharField(
        label=_("Or paste the cells here, with the heading"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
