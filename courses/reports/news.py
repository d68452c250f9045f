"""What came back to a learner: practice work and claims that were decided lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.milestones.models import Claim, ClaimState
from courses.practice.models import Submission, SubmissionState
from courses.reports.journey import Journey
from courses.reports.next_step import Step, StepKind

# What came back is news for two weeks; what must be mended stays until it was sent again.
NEWS_DAYS = 14
MOST_NEWS = 3


@dataclass(frozen=True, slots=True)
class News:
    """One thing that came back from the trainer or from whoever checks the evidence."""

    title: str
    words: str
    who: str
    url: str
    icon: str
    is_good: bool
    at: datetime


def news_of(journey: Journey, step: Step, *, at: datetime) -> list[News]:
    """Return what was decided lately, newest first; what the card already says is left out."""
    since = at - timedelta(days=NEWS_DAYS)
    work = {row.lesson_id: row for row in journey.submissions if row.state != SubmissionState.REPLACED}
    claims = {row.milestone: row for row in journey.claims if row.state != ClaimState.REPLACED}
    if step.kind is StepKind.MEND_WORK and step.lesson:
        work.pop(step.lesson.key, None)
    if step.kind is StepKind.MEND_CLAIM:
        claims.pop(step.milestone, None)
    live = {lesson.key for lesson in journey.lessons}
    found = [_work_news(row) for row in work.values() if row.lesson_id in live and row.decided_at]
    found += [_claim_news(row) for row in claims.values() if row.decided_at]
    fresh = [item for item in found if item.at >= since or not item.is_good]
    return sorted(fresh, key=lambda item: item.at, reverse=True)[:MOST_NEWS]


def _work_news(row: Submission) -> News:
    is_good = row.state == SubmissionState.APPROVED
    title = _("%(lesson)s: passed") if is_good else _("%(lesson)s: to improve")
    return News(
        title=title % {"lesson": row.lesson.title},
        words=row.feedback,
        who=row.decided_by.name if row.decided_by else "",
        url=reverse("practice", kwargs={"key": row.lesson_id}),
        icon="check" if is_good else "again",
        is_good=is_good,
        at=row.decided_at or row.sent_at,
    )


def _claim_news(row: Claim) -> News:
    is_good = row.state == ClaimState.VERIFIED
    title = _("%(milestone)s: checked") if is_good else _("%(milestone)s: to mend")
    return News(
        title=title % {"milestone": row.get_milestone_display()},
        words=row.reason,
        who="",
        url=reverse("claim", kwargs={"milestone": row.milestone}) if not is_good else reverse("shop"),
        icon="shop" if is_good else "again",
        is_good=is_good,
        at=row.decided_at or row.sent_at,
    )
