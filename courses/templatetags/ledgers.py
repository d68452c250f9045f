"""What pages show of the ledgers: countries, targets in words, reminders and the seller's card."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.cohorts.programme import is_demonstration
from courses.goals.models import Comparator, Target
from courses.ledgers.countries import country_name
from courses.ledgers.models import DbdReminder
from courses.ledgers.reminders import BOUNDARIES
from courses.ledgers.told import tell_change
from courses.ledgers.whom import operators_of
from courses.people.models import Learner
from lms.accounts.models import User
from lms.dates import today

register = template.Library()
MOST_REMINDERS = 8


@register.filter
def country(code: str) -> str:
    """Write a country in the page's language."""
    return country_name(code, get_language() or "th")


@register.simple_tag(takes_context=True)
def change_words(context: template.Context, words: str) -> str:
    """Tell a kept change in the page's language; the page's `mark` names the items that were ticked."""
    mark = context.get("mark")
    return tell_change(words, mark.checklist if mark else None)


@register.simple_tag
def target_words(indicator: str, year_be: int, value: int) -> str:
    """Say a target with its comparator and whether it is reached; or that the plan gives no number."""
    target = Target.objects.filter(indicator=indicator, year_be=year_be).first()
    if target is None:
        return _("no target set")
    if target.value is None:
        return _("The plan sets no numeric target")
    words = _("target: %(comparator)s %(n)s") % {
        "comparator": Comparator(target.comparator).label,
        "n": f"{target.value:,}",
    }
    state = _("the target is reached") if target.is_met_by(value) else _("the target is not reached yet")
    return f"{words} · {state}"


@register.inclusion_tag("ledgers/reminders.html")
def mark_reminders(user: User) -> dict[str, Any]:
    """List the marks that run out soon, of the operators that a staff member may see: one query."""
    rows = DbdReminder.objects.visible_to(user).live()
    rows = rows.filter(application__is_demonstration=is_demonstration())
    rows = rows.filter(expires_on__gte=today() - timedelta(days=BOUNDARIES[0]))
    found = list(rows[: MOST_REMINDERS + 1])
    return {"reminders": found[:MOST_REMINDERS], "has_more": len(found) > MOST_REMINDERS, "today": today()}


@register.inclusion_tag("ledgers/my_card.html")
def mark_card(learner: Learner) -> dict[str, Any]:
    """Show a seller that their mark runs out soon, if it does: one query."""
    mine = DbdReminder.objects.filter(application__operator__in=operators_of(learner)).live().first()
    return {"reminder": mine, "today": today()}
