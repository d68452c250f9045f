"""What a phone keeps of its learner, so that the next step is known without a signal."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from courses.people.models import Learner
from courses.reports.journey import journey_of
from courses.reports.names import first_name


def state_of(learner: Learner, *, at: datetime) -> dict[str, Any]:
    """Return the facts that decide a learner's next step, in the page's language, as JSON values.

    The phone decides from them what `courses.reports.next_step` would, with `lms/phone/path.js`.
    """
    facts = journey_of(learner).facts
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
    }
