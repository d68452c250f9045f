"""The forms with which staff open and change cohorts and mend rosters."""

import uuid
from typing import Any

from django import forms
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort, Community, TrainerCommunity
from courses.fields import DayField
from courses.people.forms import RefusableForm
from lms.accounts.fields import PhoneField
from lms.accounts.models import Role, User

CHOOSE = _("Choose")
MOST_LETTERS_OF_A_TITLE = 120


class TrainerChoice(forms.ModelChoiceField):
    """A trainer, named with the communities that they train."""

    def label_from_instance(self, trainer: Any) -> str:
        """Return «ครูอรทัย (ชุมชนตลาดผ้านาข่า)»."""
        communities = ", ".join(link.community.name for link in trainer.trainer_communities.all())
        return f"{trainer.name} ({communities})" if communities else str(trainer.name)


def trainers_for(communities: "QuerySet[Community]", keep: User | None = None) -> "QuerySet[User]":
    """Return the trainers of some communities; `keep` stays among them whatever changed since."""
    links = TrainerCommunity.objects.select_related("community")
    here = Q(pk__in=TrainerCommunity.objects.filter(community__in=communities).values("trainer_id"))
    wanted = Q(role=Role.TRAINER, is_active=True) & here | Q(pk=keep.pk if keep else None)
    return (
        User.objects.filter(wanted).order_by("name").prefetch_related(Prefetch("trainer_communities", links))
    )


class CohortForm(RefusableForm):
    """A cohort's calendar, seats, title and trainer; a new one also gets a community and a number.

    Trainers open cohorts of their own: they are not asked who trains.
    """

    opening_id = forms.CharField(widget=forms.HiddenInput, required=False)
    community = forms.ModelChoiceField(
        label=_("Community"), queryset=Community.objects.none(), empty_label=CHOOSE
    )
    trainer = TrainerChoice(
        label=_("Trainer"), queryset=User.objects.none(), required=False, empty_label=_("Not known yet")
    )
    starts_on = DayField(label=_("First day"), help_text=_("For example 1/12/2569"))
    ends_on = DayField(label=_("Last day"))
    seats = forms.IntegerField(label=_("Seats"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    title_th = forms.CharField(
        label=_("What it is about, in Thai (may stay empty)"),
        required=False,
        max_length=MOST_LETTERS_OF_A_TITLE,
    )
    title_en = forms.CharField(
        label=_("What it is about, in English (may stay empty)"),
        required=False,
        max_length=MOST_LETTERS_OF_A_TITLE,
    )
    is_demonstration = forms.BooleanField(
        label=_("Only for trying out: its people never count"), required=False
    )

    def __init__(self, *args: Any, user: User, cohort: Cohort | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communities = Community.objects.visible_to(user)
        self._ask_community(communities, cohort)
        self._ask_trainer(communities, user, cohort)
        if cohort is not None:
            for name in ("opening_id", "community", "is_demonstration"):
                del self.fields[name]

    def _ask_community(self, communities: "QuerySet[Community]", cohort: Cohort | None) -> None:
        field = self.fields["community"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = communities
        if cohort is None and len(communities[:2]) == 1:
            field.initial = communities[0]

    def _ask_trainer(self, communities: "QuerySet[Community]", user: User, cohort: Cohort | None) -> None:
        if user.is_trainer:
            del self.fields["trainer"]
            return
        field = self.fields["trainer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = trainers_for(communities, keep=cohort.trainer if cohort else None)

    @classmethod
    def fresh(cls, user: User) -> "CohortForm":
        """Return an empty form with a number of its own."""
        return cls(user=user, initial={"opening_id": uuid.uuid4(), "seats": 40})

    @classmethod
    def of(cls, cohort: Cohort, user: User) -> "CohortForm":
        """Return the form filled with what a cohort is now."""
        asked = ("trainer", "starts_on", "ends_on", "seats", "title_th", "title_en")
        return cls(user=user, cohort=cohort, initial={name: getattr(cohort, name) for name in asked})

    def clean_opening_id(self) -> uuid.UUID:
        """Return the form's number; one that was spoilt on the way is replaced."""
        try:
            return uuid.UUID(self.cleaned_data["opening_id"])
        except ValueError:
            return uuid.uuid4()


class AddForm(RefusableForm):
    """Somebody who has a profile, by the phone; where a family shares it, also which of them."""

    phone = PhoneField(label=_("Mobile phone of somebody who has a profile"))
    learner = forms.CharField(required=False)


class MoveForm(RefusableForm):
    """The cohort to which somebody moves."""

    to = forms.ModelChoiceField(
        label=_("Move to"),
        queryset=Cohort.objects.none(),
        empty_label=CHOOSE,
        error_messages={"required": _("Choose a cohort."), "invalid_choice": _("Choose a cohort.")},
    )

    def __init__(self, *args: Any, cohorts: "QuerySet[Cohort]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = cohorts


class EndForm(RefusableForm):
    """Why somebody leaves."""

    reason = forms.CharField(
        label=_("Why, in a few words"),
        max_length=200,
        error_messages={"required": _("Write why, in a few words.")},
    )
