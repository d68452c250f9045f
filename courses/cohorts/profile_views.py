"""A person's own page: `/me/profile/`. It stands in this room because it shows the cohorts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.access import LearnerRequest, learner_required
from courses.cohorts.models import Enrolment
from courses.people.erasure import waiting_erasure
from courses.people.models import ConsentPurpose, Learner
from lms.accounts.submit_tokens import tokens_of
from lms.dates import now

# What each purpose means, in one sentence. Only what is true: nothing is promised that nobody does.
CONSENT_WORDS: dict[str, Promise] = {
    ConsentPurpose.TRAINING_RECORD: _(
        "Keep my name, phone and results, so that I can go on learning and my trainer can help. "
        "If I withdraw, my trainer sees it and talks with me about what is kept."
    ),
    ConsentPurpose.PUBLICITY_PHOTO: _("Use my picture or my story in the programme's news."),
    ConsentPurpose.SHARING_WITH_MINISTRY: _("Pass my name and my results on to the Ministry of Commerce."),
    ConsentPurpose.MESSAGES: _("Send me messages that remind me of my lessons."),
}


@require_safe
@never_cache
@learner_required
def profile(request: LearnerRequest) -> HttpResponse:
    """Show a learner what is kept about them, and where to change it."""
    learner = request.learner
    enrolments = (
        Enrolment.objects.filter(learner=learner)
        .select_related("cohort__community", "cohort__trainer")
        .order_by("left_at", "-joined_at")
    )
    context = {
        "learner": learner,
        "enrolments": enrolments,
        "consents": _consents(learner),
        "erasure": waiting_erasure(learner),
        "phones": tokens_of(learner.user, at=now()),
        "tab": "profile",
    }
    return render(request, "people/profile.html", context)


def _consents(learner: Learner) -> list[dict[str, object]]:
    """Return every purpose with its words and, where it is agreed to, since when."""
    given = {row.purpose: row for row in learner.consents.filter(withdrawn_at__isnull=True)}
    return [
        {"purpose": purpose, "words": CONSENT_WORDS[purpose], "given": given.get(purpose)}
        for purpose in ConsentPurpose
    ]
