"""Compiling a lesson's quiz block into the content that `courses.quizzes` stores and marks."""

from decimal import Decimal
from typing import Any

from cms.pages.lesson import LessonPage
from cms.publishing.texts import first_value, pair


def compile_quiz(thai: LessonPage, english: LessonPage | None) -> dict[str, Any] | None:
    """Return the quiz in both languages, None for a lesson without one.

    The Thai page says which questions there are and what is right; the English page only
    translates, found by block id, so a question that it lacks is asked in Thai.
    """
    quiz = first_value(thai, "quiz")
    if quiz is None:
        return None
    translated = first_value(english, "quiz")
    by_id = {block.id: block.value for block in translated["questions"]} if translated else {}
    questions = [_question(block, by_id.get(block.id)) for block in quiz["questions"]]
    return {"pass_percent": quiz["pass_percent"], "questions": questions}


def _question(block: Any, english: Any) -> dict[str, Any]:
    value, other = block.value, english or {}
    question: dict[str, Any] = {
        "id": str(block.id),
        "kind": block.block_type,
        "text": pair(value["text"], other.get("text")),
        "answer": _answer(block.block_type, value),
        "why": pair(value["why"], other.get("why")),
        "points": 1,
    }
    if "options" in value:
        question["options"] = _options(value, other)
    if block.block_type == "number":
        question["unit"] = pair(value["unit"], other.get("unit"))
    return question


def _options(value: Any, other: Any) -> list[dict[str, Any]]:
    translated = {}
    if other and "options" in other:
        translated = {item.id: item.value["text"] for item in other["options"].bound_blocks}
    return [
        {"id": str(item.id), "text": pair(item.value["text"], translated.get(item.id))}
        for item in value["options"].bound_blocks
    ]


def _answer(kind: str, value: Any) -> Any:
    if kind == "truefalse":
        return value["is_true"] == "true"
    if kind == "number":
        return {"value": _plain(value["answer"]), "tolerance": _plain(value["tolerance"])}
    right = [str(item.id) for item in value["options"].bound_blocks if item.value["is_right"]]
    return right if kind == "several" else right[:1]


def _plain(number: Decimal) -> str:
    """Write a number as people do: 200, not 200.000 and not 2E+2."""
    return f"{Decimal(number).normalize():f}"
