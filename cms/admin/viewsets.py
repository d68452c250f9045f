"""Communities, cohorts and targets in the content admin."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from courses.cohorts.actions import edit_cohort, open_cohort
from courses.models import Cohort, Community, ReturnReason, SecondLookShare, Target
from lms.dates import now


class EmptyOnlyDeleteView(DeleteView):
    """Deletes what nothing depends on; people, results and figures are never taken along."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete, or say why not."""
        try:
            with transaction.atomic():
                response: HttpResponse = super().form_valid(form)
        except ProtectedError:
            text = _("“%(name)s” cannot be deleted: cohorts or people belong to it.")
            messages.error(self.request, text % {"name": self.object})
            return redirect(self.index_url_name)
        return response


class RegisterViewSet(ModelViewSet):
    """What the three lists share."""

    add_to_reference_index = False
    copy_view_enabled = False
    delete_view_class = EmptyOnlyDeleteView
    inspect_view_enabled = False


class CommunityViewSet(RegisterViewSet):
    """Communities, with the facts of a source document and nothing guessed."""

    model = Community
    icon = "home"
    menu_label = gettext_lazy("Communities")
    list_display = ["name_th", "area_code", "is_demonstration"]
    list_filter = ["is_demonstration", "is_rural"]
    search_fields = ["name_th", "name_en", "key", "area_code"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name_th"), FieldPanel("name_en")]),
            FieldRowPanel([FieldPanel("key"), FieldPanel("area_code")]),
            FieldRowPanel([FieldPanel("products_th"), FieldPanel("products_en")]),
            MultiFieldPanel(
                [
                    FieldPanel("about_th"),
                    FieldPanel("about_en"),
                    FieldPanel("source"),
                    FieldRowPanel([FieldPanel("households"), FieldPanel("inhabitants")]),
                    FieldPanel("is_rural"),
                ],
                heading=gettext_lazy("Facts of the source; leave empty what no source says"),
            ),
            FieldRowPanel([FieldPanel("target_sellers"), FieldPanel("is_demonstration")]),
        ]
    )


class CohortForm(WagtailAdminModelForm):
    """Saves through the actions of the register, which make the join code and hold the rules."""

    def save(self, commit: bool = True) -> Cohort:
        """Open a new cohort, or change one."""
        asked = self.cleaned_data
        shared = {name: asked[name] for name in ("trainer", "starts_on", "ends_on", "seats")}
        titles = {name: asked.get(name, "") for name in ("title_th", "title_en")}
        if self.instance.pk:
            return edit_cohort(self.instance, **shared, **titles)
        return open_cohort(
            asked["community"],
            number=asked.get("number"),
            is_demonstration=asked.get("is_demonstration", False),
            at=now(),
            **shared,
            **titles,
        )


CALENDAR = [
    FieldRowPanel([FieldPanel("title_th"), FieldPanel("title_en")]),
    FieldPanel("trainer"),
    FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    FieldPanel("seats"),
]
NEW_COHORT = ObjectList(
    [
        FieldRowPanel([FieldPanel("community"), FieldPanel("number")]),
        *CALENDAR,
        FieldPanel("is_demonstration"),
    ],
    base_form_class=CohortForm,
)
KNOWN_COHORT = ObjectList(
    [
        FieldRowPanel([FieldPanel("community", read_only=True), FieldPanel("number", read_only=True)]),
        FieldRowPanel([FieldPanel("join_code", read_only=True), FieldPanel("closed_at", read_only=True)]),
        *CALENDAR,
        FieldPanel("is_demonstration", read_only=True),
    ],
    base_form_class=CohortForm,
)


class CohortViewSet(RegisterViewSet):
    """Cohorts. The join code is made by the register and only shown; closing is done at the desk."""

    model = Cohort
    icon = "group"
    menu_label = gettext_lazy("Cohorts")
    list_display = ["__str__", "trainer", "starts_on", "ends_on", "spaced_code", "is_demonstration"]
    list_filter = ["community", "is_demonstration"]
    search_fields = ["community__name_th", "community__name_en", "join_code"]
    edit_handler = NEW_COHORT

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Show a known cohort's community, number, kind and code without letting them be changed."""
        panel = KNOWN_COHORT.bind_to_model(Cohort)
        shown: dict[str, Any] = super().get_edit_view_kwargs(**kwargs)
        return {**shown, "panel": panel, "form_class": panel.get_form_class()}


class TargetViewSet(RegisterViewSet):
    """Targets: indicator, fiscal year, comparator, value or none."""

    model = Target
    icon = "crosshairs"
    menu_label = gettext_lazy("Targets")
    list_display = ["indicator", "year_be", "comparator", "value"]
    list_filter = ["indicator", "year_be"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("indicator"), FieldPanel("year_be")]),
            FieldRowPanel([FieldPanel("comparator"), FieldPanel("value")]),
        ]
    )


class ReturnReasonViewSet(RegisterViewSet):
    """Why evidence goes back: the learner reads the Thai sentence."""

    model = ReturnReason
    icon = "undo"
    menu_label = gettext_lazy("Reasons for sending back")
    list_display = ["code", "kind", "text_th", "position", "is_offered"]
    list_filter = ["kind", "is_offered"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("kind"), FieldPanel("position")]),
            FieldPanel("text_th"),
            FieldPanel("text_en"),
            FieldPanel("is_offered"),
        ]
    )


class SecondLookShareViewSet(RegisterViewSet):
    """How many of a hundred first sales are drawn for a second look, from a day on."""

    model = SecondLookShare
    icon = "view"
    menu_label = gettext_lazy("Share of second looks")
    list_display = ["from_day", "percent"]
    edit_handler = ObjectList([FieldRowPanel([FieldPanel("from_day"), FieldPanel("percent")])])


class ProgrammeViewSetGroup(ViewSetGroup):
    """The menu entry that holds these lists."""

    menu_label = gettext_lazy("Programme")
    menu_icon = "globe"
    menu_order = 150
    items = (
        CommunityViewSet("communities"),
        CohortViewSet("cohorts"),
        TargetViewSet("targets"),
        ReturnReasonViewSet("return-reasons"),
        SecondLookShareViewSet("second-look-shares"),
    )


def shown_items(request: HttpRequest, items: list[Any]) -> None:
    """Take out of a menu what is done elsewhere or not at all: people, groups, documents."""
    items[:] = [item for item in items if item.name not in {"users", "groups", "documents"}]
