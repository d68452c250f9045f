"""Marking, pure: raw answers against an immutable quiz. The specification is `docs/marking.md`.

A JavaScript twin must give the same result; both are held to `tests/quizzes/marking_vectors.json`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any

LONGEST_NUMBER = 64
REMOVED = dict.fromkeys(
    (
        0x09, 0x0A, 0x0D, 0x20, 0xA0, 0xAD, 0x2007, 0x2009, 0x200A, 0x200B, 0x200C, 0x200D, 0x202F, 0x2060,
        0x3000, 0xFEFF,
    )
)  # fmt: skip
REPLACED = str.maketrans(
    "๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９−－＋，．％ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "01234567890123456789--+,.%abcdefghijklmnopqrstuvwxyz",
)
PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?|[+-]?\.[0-9]+")
BAHT = frozenset({"บาท", "บ.", "฿", "baht", "thb"})
PERCENT = frozenset({"%", "เปอร์เซ็นต์", "เปอร์เซนต์", "percent", "ร้อยละ"})
# Wide enough for any two numbers that the specification can read: the difference is exact.
EXACT = Context(prec=2 * LONGEST_NUMBER + 40)


@dataclass(frozen=True, slots=True)
class QuestionMark:
    """What one question earned."""

    question_id: str
    is_right: bool
    points: int
    max_points: int


@dataclass(frozen=True, slots=True)
class QuizMark:
    """What a whole set of answers earned."""

    score: int
    max_score: int
    is_passed: bool
    questions: tuple[QuestionMark, ...]


def mark_quiz(content: Mapping[str, Any], answers: object) -> QuizMark:
    """Mark raw answers against a quiz; whatever they are, the result is a mark and never an error."""
    given: Mapping[str, Any] = answers if isinstance(answers, Mapping) else {}
    marks = tuple(_question_mark(question, given) for question in content["questions"])
    score, most = sum(mark.points for mark in marks), sum(mark.max_points for mark in marks)
    return QuizMark(score, most, score * 100 >= content["pass_percent"] * most, marks)


def mark_question(question: Mapping[str, Any], raw: object) -> bool:
    """Tell whether one raw answer is right."""
    kind, answer = question["kind"], question["answer"]
    if kind == "several":
        return _is_text_list(raw) and set(raw) == set(answer)  # type: ignore[call-overload]
    if not isinstance(raw, str):
        return False
    if kind == "single":
        return raw == answer[0]
    if kind == "truefalse":
        return raw == ("true" if answer else "false")
    number = read_number(raw, question.get("unit") or {})
    if number is None:
        return False
    distance = EXACT.abs(EXACT.subtract(number, Decimal(answer["value"])))
    return distance <= Decimal(answer["tolerance"])


def read_number(raw: object, unit: Mapping[str, str]) -> Decimal | None:
    """Read what a person typed as an exact number, or return None where it is unreadable."""
    if not isinstance(raw, str) or len(raw) > LONGEST_NUMBER:
        return None
    text = _shape(raw)
    words = _unit_words(unit.get("th", ""), unit.get("en", ""))
    text = next((text[len(word) :] for word in words if text.startswith(word)), text)
    text = next((text[: -len(word)] for word in words if text.endswith(word)), text)
    if not PLAIN_NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace(",", ""))


def _question_mark(question: Mapping[str, Any], given: Mapping[str, Any]) -> QuestionMark:
    is_right = mark_question(question, given.get(question["id"]))
    return QuestionMark(question["id"], is_right, question["points"] if is_right else 0, question["points"])


def _is_text_list(raw: object) -> bool:
    return isinstance(raw, list) and all(isinstance(item, str) for item in raw)


def _shape(text: str) -> str:
    text = text.translate(REPLACED).translate(REMOVED)
    return text.replace("\u0e4d\u0e32", "\u0e33").replace("\u0e40\u0e40", "\u0e41")


@lru_cache(maxsize=512)
def _unit_words(*units: str) -> tuple[str, ...]:
    own = {shaped for unit in units if (shaped := _shape(unit))}
    words = set(own)
    for group in (BAHT, PERCENT):
        if not own or own & group:
            words |= group
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
