"""The marking specification, held to the vectors that its JavaScript twin shares."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.marking import mark_question, mark_quiz, read_number
from courses.quizzes.models import Attempt

VECTORS = json.loads((Path(__file__).parent / "marking_vectors.json").read_text(encoding="utf-8"))
BAHT = {"th": "บาท", "en": "baht"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
questions = st.sampled_from(
    [
        {"id": "1", "kind": "single", "answer": ["a"], "points": 1},
        {"id": "1", "kind": "several", "answer": ["a", "c"], "points": 1},
        {"id": "1", "kind": "truefalse", "answer": False, "points": 1},
        {
            "id": "1",
            "kind": "number",
            "answer": {"value": "200", "tolerance": "0.5"},
            "unit": BAHT,
            "points": 1,
        },
    ]
)


@pytest.mark.parametrize("vector", VECTORS["questions"], ids=lambda vector: vector["why"])
def test_question_is_marked_as_the_specification_says(vector: dict[str, Any]) -> None:
    assert mark_question(vector["question"], vector["raw"]) is vector["right"]


@pytest.mark.parametrize("vector", VECTORS["quizzes"], ids=lambda vector: vector["why"])
def test_quiz_is_marked_as_the_specification_says(vector: dict[str, Any]) -> None:
    mark = mark_quiz(vector["content"], vector["answers"])
    assert (mark.score, mark.max_score, mark.is_passed) == (
        vector["score"],
        vector["max_score"],
        vector["is_passed"],
    )
    assert Attempt(score=mark.score, max_score=mark.max_score).percent == vector["percent"]


@given(question=questions, raw=json_values)
def test_marking_never_fails_whatever_was_sent(question: dict[str, Any], raw: object) -> None:
    assert mark_question(question, raw) in (True, False)
    mark = mark_quiz({"pass_percent": 60, "questions": [question]}, {"1": raw})
    assert 0 <= mark.score <= mark.max_score


@given(raw=st.text(alphabet="0123456789๐๑๒๓๔๕๖๗๘๙.,-+฿บาท \u200b", max_size=70))
def test_what_is_read_is_an_exact_finite_number(raw: str) -> None:
    number = read_number(raw, BAHT)
    assert number is None or number.is_finite()


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)
)
def test_every_way_to_write_a_number_reads_the_same(value: Decimal) -> None:
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    for text in (
        f"{value:f}",
        f"{value:,f}",
        f"{value:,f} บาท",
        f"{value:,f}".translate(thai),
        f" {value:f}฿ ",
    ):
        assert read_number(text, BAHT) == value


@given(value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=6))
def test_tolerance_is_exact_at_its_edge(value: Decimal) -> None:
    question = {"kind": "number", "answer": {"value": "100", "tolerance": "0.5"}, "unit": BAHT}
    assert mark_question(question, f"{value:f}") is (Decimal("99.5") <= value <= Decimal("100.5"))


@given(ticks=st.lists(st.sampled_from("abcd"), max_size=8))
def test_several_is_all_or_nothing_in_any_order(ticks: list[str]) -> None:
    question = {"kind": "several", "answer": ["a", "c"]}
    assert mark_question(question, ticks) is (set(ticks) == {"a", "c"})
