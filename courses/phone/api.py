"""What the offline app asks while it is online: the learner's own state, and whether a PIN is theirs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import Field

from courses.access import learner_session
from courses.people.errors import TooManyTries, WrongPin
from courses.people.models import Learner
from courses.phone.state import state_of
from lms.accounts.limits import allowed
from lms.dates import now

router = Router(tags=["phone"])
NOT_KEPT = {"Cache-Control": "private, no-store"}


class PhoneLesson(Schema):
    """One learner's standing in one published lesson, in the order of the path."""

    key: UUID
    title: str
    track: str
    path: str
    minutes: int
    is_foundation: bool
    is_required: bool
    has_clip: bool
    has_quiz: bool
    has_practice: bool
    is_opened: bool
    watched_percent: int
    best_percent: int | None
    quiz_passed: bool
    practice_approved: bool
    completed: bool
    sent: str


# A sentence of the page, the first and the last day that are right, whether the person may overrule it.
DayRule = tuple[str, str | None, str | None, bool]


class PhoneStep(Schema):
    """A step after the first sale, and from which day on it is open."""

    code: str
    opens_on: str | None = None
    words: str = ""


class PhoneQuestion(Schema):
    """«Do you still sell?», open for this learner; `milestone` is the step that takes the evidence."""

    id: int
    after_days: int
    milestone: str
    answer: str
    words: str


class PhoneRule(Schema):
    """How much proof a sale needs from a day on: see `EvidenceRule`."""

    since: str
    strong: list[str]
    weak: list[str]
    strong_needed: int
    weak_needed: int


class KeptPicture(Schema):
    """A picture or an order file (by its claim's id) that the site has: it is named, not sent again."""

    file: UUID
    evidence: str
    size: int


class PhoneState(Schema):
    """Everything that decides the next step. `milestones` maps a code to the state of its latest claim.

    `returned` maps the code of a step that was sent back to what was written then, and why (`reason`);
    `pictures` to what the site has of its proofs.
    `rules` are the rules of evidence, the latest first; on the days of `witnessed` a trainer saw a sale.
    """

    profile: UUID
    name: str
    at: str
    is_enrolled: bool
    core_complete: bool
    is_certified: bool
    milestones: dict[str, str]
    lessons: list[PhoneLesson]
    after: list[PhoneStep]
    days: dict[str, list[DayRule]]
    question: PhoneQuestion | None
    returned: dict[str, dict[str, str]]
    pictures: dict[str, list[KeptPicture]]
    rules: list[PhoneRule]
    witnessed: list[str]


class TypedPin(Schema):
    """A PIN as it was typed."""

    pin: str = Field(max_length=40)


@router.get("/me/state", auth=learner_session, response=PhoneState, url_name="my-state")
def my_state(request: HttpRequest) -> JsonResponse:
    """Answer with the signed-in learner's state; `?lang=en` speaks English."""
    learner: Learner = request.auth  # type: ignore[attr-defined]
    return JsonResponse(state_of(learner, at=now()), headers=NOT_KEPT)


@router.post("/me/pin", auth=learner_session, response={204: None}, url_name="my-pin")
def my_pin(request: HttpRequest, typed: TypedPin) -> HttpResponse:
    """Tell whether a PIN is that of the signed-in learner: 204, or 400 with what to do.

    A phone that is to be used without a signal is opened with the same PIN. Whoever finds a phone signed
    in cannot make a profile of it, and the wrong tries are counted.
    """
    learner: Learner = request.auth  # type: ignore[attr-defined]
    if not allowed(request, "change_password"):
        raise TooManyTries
    if not learner.user.check_password(typed.pin):
        raise WrongPin
    return HttpResponse(status=204, headers=NOT_KEPT)
