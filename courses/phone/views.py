"""The page that runs without a signal: the same for everybody, all its words in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.milestones.forms import PHONE_FORMS
from courses.milestones.kinds import KINDS, PHONE_KINDS
from courses.milestones.models import ROAD, SALES, EvidenceKind, MilestoneCode
from courses.milestones.steps import WHAT_TO_SEND
from courses.milestones.views import PICTURE_HELP

PICTURES = (
    ("shop", "turmeric"),
    ("live", "lac"),
    ("box", "leaf"),
    ("camera", "indigo"),
    ("flag", "leaf"),
    ("tip", "turmeric"),
    ("target", "indigo"),
    ("clip", "lac"),
)


@require_safe
@cache_control(public=True, max_age=60, stale_while_revalidate=604800)
def phone(request: HttpRequest) -> HttpResponse:
    """Show the offline app. It holds nothing of anybody, so that a phone and a CDN may keep it."""
    return render(request, "phone/phone.html", {"pictures": PICTURES, "claims": _claims()})


def _claims() -> list[dict[str, object]]:
    """Return the fields of each step to the first sale, those of the online forms that a phone can fill in.

    What comes after the first sale, and rarer proof, is sent on the site.
    """
    return [
        {
            "code": code.value,
            "name": code.label,
            "what": WHAT_TO_SEND[code],
            "form": PHONE_FORMS[code](auto_id=f"{code.value}_%s", use_required_attribute=False),
            "pictures": [{"kind": kind, "help": PICTURE_HELP[kind]} for kind in _kinds(code)],
        }
        for code in ROAD
    ]


def _kinds(code: MilestoneCode) -> tuple[EvidenceKind, ...]:
    return PHONE_KINDS if code in SALES else KINDS[code]
