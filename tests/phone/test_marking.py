"""The phone marks as the server does: vectors and thousands of made cases, in both languages at once."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from courses.quizzes.marking import EXACT, mark_question, mark_quiz
from courses.quizzes.models import Attempt

pytestmark = pytest.mark.browser

VECTORS = json.loads((Path(__file__).parent.parent / "quizzes/marking_vectors.json").read_text("utf-8"))
CASES = 2600
QUIZZES = 400
# As JSON text: lone surrogates and a key «__proto__» reach the phone as they were sent.
MARK = """async ([name, text]) => {
  const mark = (await import("/static/lms/phone/marking.js"))[name];
  return JSON.parse(text).map(([question, raw]) => mark(question, raw));
}"""

# --- what people type: Thai digits, units, spaces that cannot be seen, marks in another order -----
DIGITS = st.text("0123456789๐๑๒๓๔๕๖๗๘๙０５９", min_size=1, max_size=6)
BLANKS = st.sampled_from(
    ["", " ", "\u00a0", "\u200b", "\t", "\u3000", "\u2009", "\u202f", "\ufeff", "\u00ad", "\u2008"]
)
SIGNS = st.sampled_from(["", "", "", "-", "+", "−", "－", "＋", "–", "--"])
MARKS = st.sampled_from(["", ".", ",", "．", "，", "/", "e", "·"])
UNITS = [
    "",
    "บาท",
    "บ.",
    "฿",
    "Baht",
    "THB",
    "%",
    "％",
    "เปอร์เซ็นต์",
    "เปอร์เซนต์",
    "เเปอร์เซ็นต์",
    "ร้อยละ",
    "ชิ้น",
    "ชิน้",
    "แผ่น",
    "เเผ่น",
    "น้ำ",
    "นํ้า",
    "กำ",
    "ก\u0e4d\u0e32",
    "piece",
    "PIECE",
    "𝟗",
    "ｂａｈｔ",
]
typed = st.builds(
    lambda *parts: "".join(parts),
    BLANKS,
    st.sampled_from(UNITS),
    SIGNS,
    DIGITS,
    BLANKS,
    MARKS,
    st.one_of(st.just(""), DIGITS),
    BLANKS,
    st.sampled_from(UNITS),
    BLANKS,
)
near = st.sampled_from(
    [
        "200",
        "๒๐๐",
        "200 บาท",
        "฿200",
        "1,250",
        "๑,๒๕๐.๐๐",
        "0.3",
        ".3",
        "200.",
        "-5",
        "134.80",
        "199.5",
        "200.5",
        "200.50000000001",
    ]
)
huge = st.sampled_from(
    ["9" * 64, "9" * 65, "0" * 63 + "1", "1." + "0" * 62, "𝟗" * 64, "๙" * 64, " " * 64, "1" + " " * 63]
)
odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=False, allow_infinity=False, width=16)
    | st.text(max_size=8)
    | st.sampled_from(["a", "b", "c", "true", "false"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "length", "__proto__"]), inner, max_size=2)
    ),
    max_leaves=5,
)
raws = st.one_of(
    typed,
    typed,
    near,
    near,
    huge,
    odd,
    st.lists(st.sampled_from("abcd"), max_size=5),
    st.sampled_from(["a", "b", "A", " a", "true", "false", "True"]),
)

# --- what is asked ----------------------------------------------------------------------------------
units = st.fixed_dictionaries({"th": st.sampled_from(UNITS), "en": st.sampled_from(UNITS)}) | st.just({})
numbers = st.builds(
    lambda value, tolerance, unit: {
        "kind": "number",
        "answer": {"value": value, "tolerance": tolerance},
        "unit": unit,
    },
    st.sampled_from(["200", "-5", "0.3", "134.80", "1250", "0", "123456789012345.1234567890"]),
    st.sampled_from(["0", "0.5", "0.01", "10", "0.0000000001"]),
    units,
)
choices = st.sampled_from([
    {"kind": "single", "answer": ["a"]},
    {"kind": "several", "answer": ["a", "c"]},
    {"kind": "several", "answer": ["b"]},
    {"kind": "truefalse", "answer": True},
    {"kind": "truefalse", "answer": False},
])  # fmt: skip
questions = st.one_of(numbers, numbers, choices)


def nearly_right(question: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What somebody types who knows the answer, or misses it by a little."""
    answer = question["answer"]
    if question["kind"] != "number":
        sure = answer[0] if question["kind"] == "single" else str(answer).lower()
        return st.permutations(answer) if question["kind"] == "several" else st.just(sure)
    forms = [answer["value"], answer["value"].translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))]
    slack = EXACT.add(Decimal(answer["value"]), Decimal(answer["tolerance"]))
    forms += [f"{slack:f}", f"{slack:f}1", f"{Decimal(answer['value']):,f}"]
    ends = st.sampled_from(["", *question["unit"].values(), *UNITS[:6]])
    return st.builds(lambda *parts: "".join(parts), BLANKS, st.sampled_from(forms), BLANKS, ends, BLANKS)


ids = st.sampled_from(["q1", "q2", "q3", "constructor", "__proto__", "length"])
quizzes = st.builds(
    lambda asked, points, needed: {
        "pass_percent": needed,
        "questions": [
            {**question, "id": name, "points": point}
            for (name, question), point in zip(asked.items(), points, strict=False)
        ],
    },
    st.dictionaries(ids, questions, min_size=1, max_size=6),
    st.lists(st.integers(1, 100), min_size=6, max_size=6),
    st.integers(0, 100),
)
sheets = st.dictionaries(ids, raws, max_size=6) | odd


def made(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Draw cases with Hypothesis, the same ones in every run."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(case: Any) -> None:
        found.append(case)

    draw()
    return found


@pytest.fixture
def marked(page_of: Any) -> Callable[[str, list[Any]], list[Any]]:
    """Mark cases in Chromium: with `markQuestion` or with `markQuiz`."""
    page = page_of(None, 360)
    page.goto("/healthz")
    return lambda name, cases: page.evaluate(MARK, [name, json.dumps(cases)])


def test_phone_marks_every_vector_as_written(marked: Any) -> None:
    vectors = VECTORS["questions"]
    got = marked("markQuestion", [[vector["question"], vector["raw"]] for vector in vectors])
    wrong = [
        vector["why"] for vector, right in zip(vectors, got, strict=True) if right is not vector["right"]
    ]
    assert wrong == []
    vectors = VECTORS["quizzes"]
    marks = marked("markQuiz", [[vector["content"], vector["answers"]] for vector in vectors])
    for vector, mark in zip(vectors, marks, strict=True):
        found = (mark["score"], mark["max_score"], mark["passed"], mark["percent"])
        wanted = (vector["score"], vector["max_score"], vector["is_passed"], vector["percent"])
        assert found == wanted, vector["why"]


def test_phone_and_server_agree_on_thousands_of_made_answers(marked: Any) -> None:
    knowing = questions.flatmap(lambda question: st.tuples(st.just(question), nearly_right(question)))
    cases = made(st.tuples(questions, raws), CASES // 2) + made(knowing, CASES // 2)
    here = [mark_question(question, raw) for question, raw in json.loads(json.dumps(cases))]
    there = marked("markQuestion", cases)
    different = [case for case, ours, theirs in zip(cases, here, there, strict=True) if ours is not theirs]
    print(f"{len(cases)} answers marked twice, {sum(here)} right, {len(different)} different")
    assert len(cases) >= 2000
    assert min(sum(here), len(here) - sum(here)) > 300, "the cases should hold right and wrong ones"
    assert different == []


def test_phone_and_server_agree_on_whole_quizzes(marked: Any) -> None:
    cases = made(st.tuples(quizzes, sheets), QUIZZES)
    for (content, answers), mark in zip(
        json.loads(json.dumps(cases)), marked("markQuiz", cases), strict=True
    ):
        ours = mark_quiz(content, answers)
        percent = Attempt(score=ours.score, max_score=ours.max_score).percent
        found = (mark["score"], mark["max_score"], mark["passed"], mark["percent"])
        assert (ours.score, ours.max_score, ours.is_passed, percent) == found, (content, answers)
        assert [one.is_right for one in ours.questions] == [one["right"] for one in mark["questions"]]
    print(f"{len(cases)} whole quizzes marked twice, all alike")
