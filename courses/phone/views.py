"""The page that runs without a signal: the same for everybody, all its words in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.milestones.doubts import SENTENCES
from courses.milestones.evidence_rules import MOST_PHOTOS
from courses.phone.claims import phone_claims

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
    context = {
        "pictures": PICTURES,
        "claims": phone_claims(),
        "doubts": SENTENCES,
        "pictures_too_many": _("Send at most %(most)s pictures.") % {"most": MOST_PHOTOS},
    }
    return render(request, "phone/phone.html", context)
