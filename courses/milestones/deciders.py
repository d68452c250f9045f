"""Who may decide a claim: never oneself, and for a first sale never the learner's own trainer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Enrolment
from courses.milestones.errors import NotYours
from courses.milestones.models import SALES, Claim, MilestoneCode
from courses.milestones.person_models import WitnessStatement
from courses.people.models import Learner
from lms.accounts.models import User


def is_own_trainer(user: User, learner: Learner) -> bool:
    """Tell whether a person trains, or trained, a cohort in which the learner is or was enrolled.

    Another trainer of the same community is not the learner's own: separation of duties is about
    who is measured by this learner's result (programme document, section 3.2).
    """
    return Enrolment.objects.filter(learner=learner, cohort__trainer=user).exists()


def why_not_decide(claim: Claim, by: User) -> str | Promise:
    """Return the sentence why this person may not decide this claim; empty when they may."""
    if not by.is_active or not by.works_at_the_desk:
        return _("Only staff decide about evidence. Ask the programme manager.")
    if by.pk in (claim.submitted_by_id, claim.learner.user_id):
        return _("Nobody decides about their own evidence. Another person has to look at it.")
    if not Claim.objects.visible_to(by).filter(pk=claim.pk).exists():
        return _("This learner is not in your area. Another person has to look at it.")
    if claim.milestone == MilestoneCode.FIRST_SALE and is_own_trainer(by, claim.learner):
        return _("You train this learner, so another person decides about the first sale.")
    if claim.milestone in SALES and _saw_it(claim, by):
        return _("You saw this sale and said so. Another person has to look at it.")
    return ""


def _saw_it(claim: Claim, by: User) -> bool:
    return WitnessStatement.objects.filter(
        learner=claim.learner_id, witness=by, happened_on=claim.happened_on
    ).exists()


def require_decider(claim: Claim, by: User) -> None:
    """Raise `NotYours` unless this person may decide this claim."""
    if sentence := why_not_decide(claim, by):
        raise NotYours(sentence)


def why_not_revoke(claim: Claim, by: User) -> str | Promise:
    """Return the sentence why this person may not revoke a certification; empty when they may."""
    if not by.is_active or not (by.is_manager or by.is_administrator):
        return _("Only programme managers and administrators revoke a certification.")
    if by.pk in (claim.submitted_by_id, claim.learner.user_id):
        return _("Nobody decides about their own evidence. Another person has to look at it.")
    if not Claim.objects.visible_to(by).filter(pk=claim.pk).exists():
        return _("This learner is not in your area. Another person has to look at it.")
    return ""
