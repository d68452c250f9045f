"""The phone's twins of what the server decides: the next step, and how text is folded for a search."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import strategies as st

from courses.reports.next_step import JourneyFacts, LessonState, next_step
from lms.text import fold
from tests.phone.test_marking import made

pytestmark = pytest.mark.browser

CASES = 600
STATES = st.sampled_from(["", "pending", "returned", "approved"])
lesson = st.builds(
    LessonState,
    key=st.uuids(),
    title=st.just("บท"),
    track=st.sampled_from(["foundation", "shop", "live"]),
    is_foundation=st.booleans(),
    is_required=st.booleans(),
    has_clip=st.booleans(),
    has_quiz=st.booleans(),
    has_practice=st.booleans(),
    is_opened=st.booleans(),
    watched_percent=st.sampled_from([0, 79, 80, 100]),
    best_percent=st.none() | st.integers(0, 100),
    quiz_passed=st.booleans(),
    practice_approved=st.booleans(),
    completed=st.booleans(),
    sent=STATES,
)
facts = st.builds(
    JourneyFacts,
    is_enrolled=st.sampled_from([True, True, True, False]),
    lessons=st.lists(lesson, max_size=6),
    milestones=st.dictionaries(
        st.sampled_from(["M4", "M5", "M6"]), st.sampled_from(["pending", "returned", "verified"]), max_size=3
    ),
    core_complete=st.booleans(),
    is_certified=st.booleans(),
)
typed = st.text("กขคงดทนบปผมยรลวอะาิีึืุูเแโใไ่้๊๋์ำํๆ๐๑๙aAßZ0 \u200b\u00a0\t", max_size=16)


def as_json(found: JourneyFacts) -> dict[str, Any]:
    told = asdict(found)
    for one in told["lessons"]:
        one["key"] = str(one["key"])
    return told


@pytest.fixture
def phone(page_of: Any) -> Any:
    page = page_of(None, 360)
    page.goto("/healthz")
    return page


def test_phone_and_server_name_the_same_next_step(phone: Any) -> None:
    cases = made(facts, CASES)
    there = phone.evaluate(
        """async (cases) => {
          const { nextStep } = await import("/static/lms/phone/path.js");
          const told = ({ kind, lesson, milestone }) => [kind, lesson?.key ?? "", milestone ?? ""];
          return cases.map((one) => told(nextStep(one)));
        }""",
        [as_json(one) for one in cases],
    )
    steps = [next_step(one) for one in cases]
    here = [[str(step.kind), str(step.lesson.key) if step.lesson else "", step.milestone] for step in steps]
    assert here == there
    assert len({step.kind for step in steps}) >= 8, "the cases should lead to most kinds of steps"


def test_phone_folds_a_search_as_the_server_folds_the_lessons(phone: Any) -> None:
    cases = [*made(typed, CASES), "นํ้าย้อม", "เเม่", "ท\u0e49ี่", "ＡＢＣ", "๑๒๓"]
    there = phone.evaluate(
        """async (cases) => {
          document.body.insertAdjacentHTML("beforeend", "<div id=words></div>");
          const { fold } = await import("/static/lms/phone/search.js");
          return cases.map(fold);
        }""",
        cases,
    )
    assert [(one, fold(one)) for one in cases if "ß" not in one] == [
        (one, other) for one, other in zip(cases, there, strict=True) if "ß" not in one
    ]


JOIN = """async ([state, done, waiting]) => {
  const { join } = await import("/static/lms/phone/path.js");
  return join(state, done, new Set(waiting));
}"""


def test_what_was_done_offline_is_joined_to_the_last_state(phone: Any) -> None:
    key = str(uuid.uuid4())
    lesson = asdict(LessonState(key=key, title="บท", track="foundation", is_foundation=True, best_percent=50))
    state = {"at": "2026-11-22T10:00:00+07:00", "is_enrolled": True, "milestones": {}, "lessons": [lesson]}
    work = {"id": "w", "at": "2026-11-22T02:00:00Z"}
    done = {
        "lessons": {key: {"quiz_passed": True, "best_percent": 40, "watched": str(2**48 - 1), "work": work}},
        "milestones": {"M4": {"id": "c", "at": "2026-11-22T04:00:00Z"}},
    }
    joined = phone.evaluate(JOIN, [state, done, ["w"]])
    mine = joined["lessons"][0]
    assert (mine["best_percent"], mine["quiz_passed"], mine["watched_percent"]) == (50, True, 80)
    assert mine["sent"] == "pending", "it still waits on the phone"
    assert joined["milestones"] == {"M4": "pending"}, "it was sent after the state was read"
    later = phone.evaluate(JOIN, [{**state, "at": "2026-11-22T12:00:00+07:00"}, done, []])
    assert (later["lessons"][0]["sent"], later["milestones"]) == ("", {}), "the server has the last word"
