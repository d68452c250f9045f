"""What a phone keeps of its learner, so that the next step is known without a signal."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.milestones.claim_rules import FIRST_DAY
from courses.milestones.doubts import shop_opened_on
from courses.milestones.evidence_rules import witnessed_days
from courses.milestones.follow_up_models import FollowUp
from courses.milestones.follow_ups import open_question
from courses.milestones.models import ROAD, MilestoneCode
from courses.milestones.rule_models import EvidenceRule
from courses.milestones.rules import all_rules
from courses.milestones.steps import Step, steps_of
from courses.people.models import Learner
from courses.phone.returned import returned_claims, returned_pictures
from courses.reports.journey import Journey, journey_of
from courses.reports.months.models import MonthClose
from courses.reports.names import first_name
from lms.dates import bangkok_date, short_date


def state_of(learner: Learner, *, at: datetime) -> dict[str, Any]:
    """Return the facts that decide a learner's next step, in the page's language, as JSON values.

    The phone decides from them what `courses.reports.next_step` would, with `lms/phone/path.js`.
    """
    journey = journey_of(learner)
    facts = journey.facts
    lessons = [{**asdict(lesson), "key": str(lesson.key)} for lesson in facts.lessons]
    return {
        "profile": str(learner.public_id),
        "name": first_name(learner.name),
        "at": at.isoformat(),
        "is_enrolled": facts.is_enrolled,
        "core_complete": facts.core_complete,
        "is_certified": facts.is_certified,
        "milestones": dict(facts.milestones),
        "lessons": lessons,
        **_selling(journey, at=at),
        "returned": returned_claims(facts.milestones, journey.claims),
        "pictures": returned_pictures(facts.milestones, journey.claims),
        "rules": [_evidence_rule(rule) for rule in all_rules()],
        "witnessed": [day.isoformat() for day in witnessed_days(learner)],
    }


def _selling(journey: Journey, *, at: datetime) -> dict[str, Any]:
    """Return what a phone asks of a claim's day, the steps after the first sale, and the open question."""
    learner, sale = journey.learner, journey.certification
    after = steps_of(learner, today=bangkok_date(at))[len(ROAD) :]
    question = open_question(learner, at) if sale else None
    window = next((one for one in after if one.opens_on), None)
    # (sentence of the page, first day, last day, whether it is a doubt that the person may overrule)
    common = [_rule("dayYear", FIRST_DAY)]
    joined = _rule("dayEarly", bangkok_date(learner.joined_at))
    sold = [
        joined,
        _rule("dayShop", shop_opened_on(learner), is_doubt=True),
        _rule("dayClosed", _open_from(learner), is_doubt=True),
    ]
    later = _rule("dayAfter", sale.event_on + timedelta(days=1) if sale else None)
    weeks = _rule("dayWindow", window.opens_on if window else None, window.closes_on if window else None)
    return {
        "after": [_step(step) for step in after]
        + ([{"code": MilestoneCode.LATER_SALE.value}] if sale else []),
        "days": {
            MilestoneCode.SHOP_OPEN.value: common,
            MilestoneCode.FIRST_CONTENT.value: [*common, joined],
            MilestoneCode.FIRST_SALE.value: [*common, *sold],
            MilestoneCode.STILL_SELLING.value: [*common, weeks, *sold],
            MilestoneCode.REGISTERED_MARK.value: common,
            MilestoneCode.ABROAD.value: [*common, *sold],
            MilestoneCode.LATER_SALE.value: [*common, later, *sold],
        },
        "question": _question(question) if question else None,
    }


def _evidence_rule(rule: EvidenceRule) -> dict[str, Any]:
    return {
        "since": rule.effective_on.isoformat(),
        "strong": rule.strong,
        "weak": rule.weak,
        "strong_needed": rule.strong_needed,
        "weak_needed": rule.weak_needed,
    }


def _rule(
    sentence: str, first: date | None, last: date | None = None, *, is_doubt: bool = False
) -> list[str | bool | None]:
    return [sentence, first.isoformat() if first else None, last.isoformat() if last else None, is_doubt]


def _open_from(learner: Learner) -> date | None:
    """Return the first day since joining whose month is not closed; months close in their order."""
    closed = set(MonthClose.objects.values_list("year", "month"))
    day = bangkok_date(learner.joined_at).replace(day=1)
    while (day.year, day.month) in closed:
        day = (day + timedelta(days=31)).replace(day=1)
    return day


def _step(step: Step) -> dict[str, Any]:
    words = _("Opens on %(day)s") % {"day": short_date(step.opens_on, get_language() or "th")}
    opens_on = step.opens_on and step.opens_on.isoformat()
    return {"code": step.milestone.value, "opens_on": opens_on, "words": words if opens_on else ""}


def _question(question: FollowUp) -> dict[str, Any]:
    return {
        "id": question.pk,
        "after_days": question.after_days,
        "milestone": question.milestone,
        "answer": question.answer,
        "words": _("%(n)s days since your first sale. Do you still sell?") % {"n": question.after_days},
    }
