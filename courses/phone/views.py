"""The page that runs without a signal: the same for everybody, all its words in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.milestones.evidence_rules import KINDS
from courses.milestones.forms import FORMS
from courses.milestones.models import MilestoneCode
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
    """Return the fields of each step of the shop, the same as those of the online forms."""
    return [
        {
            "code": code.value,
            "name": code.label,
            "what": WHAT_TO_SEND[code],
            "form": FORMS[code](auto_id=f"{code.value}_%s", use_required_attribute=False),
            "pictures": [{"kind": kind, "help": PICTURE_HELP[kind]} for kind in KINDS[code]],
        }
        for code in MilestoneCode
    ]
