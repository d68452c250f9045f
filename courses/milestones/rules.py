"""The rule of evidence that holds on a day, and making its next version."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.milestones.errors import NotYours, RuleRefused
from courses.milestones.kinds import GROUPS, STRONG, STRONG_NEEDED, WEAK, WEAK_NEEDED, Proof
from courses.milestones.months import month_is_closed
from courses.milestones.rule_models import EvidenceRule
from lms.accounts.models import User
from lms.dates import bangkok_date, fiscal_year_be, fiscal_year_bounds
from lms.prepared import Prepared

_versions = Prepared(lambda: EvidenceRule.objects.order_by("effective_on"))


def rule_on(day: date) -> EvidenceRule:
    """Return the version that judges a sale of this day; before the first change it is `first_rule`."""
    return next((rule for rule in reversed(_versions.all()) if rule.effective_on <= day), first_rule())


def all_rules() -> list[EvidenceRule]:
    """Return every version of the rule, the latest first."""
    return [*reversed(_versions.all()), first_rule()]


def first_rule() -> EvidenceRule:
    """Return the rule of the programme document, which holds until it is changed; it is no row."""
    return EvidenceRule(
        effective_on=date.min,
        strong=list(GROUPS[STRONG]),
        weak=list(GROUPS[WEAK]),
        strong_needed=STRONG_NEEDED,
        weak_needed=WEAK_NEEDED,
    )


@transaction.atomic
def change_rule(
    *,
    effective_on: date,
    by: User,
    at: datetime,
    reason: str,
    strong: Sequence[str] = GROUPS[STRONG],
    weak: Sequence[str] = GROUPS[WEAK],
    strong_needed: int = 1,
    weak_needed: int = 2,
) -> EvidenceRule:
    """Make the next version of the rule, for sales dated from `effective_on`.

    A past fiscal year and a closed month keep the rule that they had. Administrators only. Raises
    `NotYours`, `RuleRefused`.
    """
    require_changeable(effective_on=effective_on, by=by, at=at, strong=strong, weak=weak)
    if not reason.strip():
        raise RuleRefused(_("Say why, so that the person knows what to do next."))
    try:
        with transaction.atomic():
            rule = EvidenceRule.objects.create(
                effective_on=effective_on,
                strong=list(strong),
                weak=list(weak),
                strong_needed=strong_needed,
                weak_needed=weak_needed,
                made_by=by,
                made_at=at,
                reason=reason.strip(),
            )
    except IntegrityError as error:
        raise RuleRefused(_("A rule from this day stands already. Choose another day.")) from error
    note(Verb.CHANGED, by=by, at=at, subject=("evidence-rule", rule.pk))
    return rule


def require_changeable(
    *,
    effective_on: date,
    by: User,
    at: datetime,
    strong: Sequence[str],
    weak: Sequence[str],
    strong_needed: int = 1,
    weak_needed: int = 2,
) -> None:
    """Raise `NotYours` or `RuleRefused` unless this person may make this version; writes nothing."""
    if not (by.is_active and by.is_administrator):
        raise NotYours(_("Only administrators change the rule of evidence."))
    first_day, _last = fiscal_year_bounds(fiscal_year_be(bangkok_date(at)))
    if effective_on < first_day or month_is_closed(effective_on):
        raise RuleRefused(
            _("A closed year or month keeps its rule. Choose a later day."), field="effective_on"
        )
    if set(strong) & set(weak) or not set(strong) | set(weak) <= set(Proof.values):
        raise RuleRefused(_("Each proof belongs to one group. Look at the list again."))
    if strong_needed < 1 or weak_needed < 1 or not (strong or weak):
        raise RuleRefused(_("Each proof belongs to one group. Look at the list again."))
    if EvidenceRule.objects.filter(effective_on=effective_on).exists():
        raise RuleRefused(_("A rule from this day stands already. Choose another day."), field="effective_on")
