"""Quiz content: checked, brought into one shape, written as canonical JSON and hashed.

The shape, both languages in one:

    {"pass_percent": 60,
     "questions": [{"id": "…", "kind": "single", "text": {"th", "en"}, "why": {"th", "en"}, "points": 1,
                    "options": [{"id": "a", "text": {"th", "en"}}], "answer": ["a"]}]}

`single` and `several` have options and a list of right option ids; `truefalse` has `answer` true or
false; `number` has `answer` {"value", "tolerance"} as decimal texts and a `unit` {"th", "en"}.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from courses.quizzes.errors import QuizContentRefused

DEFAULT_PASS_PERCENT = 60
MOST_QUESTIONS = 100
MOST_OPTIONS = 12
MOST_POINTS = 100
KINDS = ("single", "several", "truefalse", "number")
COMMON_KEYS = frozenset({"id", "kind", "text", "why", "points", "answer"})
OWN_KEYS = {
    "single": COMMON_KEYS | {"options"},
    "several": COMMON_KEYS | {"options"},
    "truefalse": COMMON_KEYS,
    "number": COMMON_KEYS | {"unit"},
}
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
DECIMAL_TEXT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")
UNSIGNED_DECIMAL_TEXT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,10})?")


@dataclass(frozen=True, slots=True)
class CompiledQuiz:
    """A quiz in its one shape, with the SHA-256 of its canonical JSON."""

    content: dict[str, Any]
    sha256: str
    pass_percent: int


class _Problem(Exception):
    """One mistake at one place of the content."""


def canonical_json(value: object) -> str:
    """Write a value so that equal content has equal text: sorted keys, no spaces, no NaN."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256_of(content: dict[str, Any]) -> str:
    """Return the SHA-256, in hex, of the canonical JSON of a quiz."""
    return hashlib.sha256(canonical_json(content).encode("utf-8")).hexdigest()


def compile_quiz(raw: object) -> CompiledQuiz:
    """Check a quiz as an editor wrote it and bring it into its one shape.

    Raises `QuizContentRefused` with every mistake found, each with its place.
    """
    if not isinstance(raw, dict):
        raise QuizContentRefused(["quiz: must be an object"])
    problems = [f"quiz: unknown key {key!r}" for key in raw if key not in {"pass_percent", "questions"}]
    pass_percent = raw.get("pass_percent", DEFAULT_PASS_PERCENT)
    if not _is_int(pass_percent, 0, 100):
        problems.append("pass_percent: must be a whole number from 0 to 100")
    questions = _questions(raw.get("questions"), problems)
    if problems:
        raise QuizContentRefused(problems)
    content = {"pass_percent": pass_percent, "questions": questions}
    try:
        return CompiledQuiz(content, sha256_of(content), pass_percent)
    except UnicodeEncodeError as error:
        raise QuizContentRefused(["quiz: holds a broken character"]) from error


def _questions(raw: object, problems: list[str]) -> list[dict[str, Any]]:
    if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_QUESTIONS:
        problems.append(f"questions: must be a list of 1 to {MOST_QUESTIONS}")
        return []
    questions: list[dict[str, Any]] = []
    for number, item in enumerate(raw, start=1):
        try:
            question = _question(item)
            if any(question["id"] == other["id"] for other in questions):
                raise _Problem("id: is used by another question")
            questions.append(question)
        except _Problem as problem:
            problems.append(f"question {number}, {problem}")
    return questions


def _question(raw: object) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _Problem("must be an object")
    kind = raw.get("kind")
    if kind not in KINDS:
        raise _Problem(f"kind: must be one of {', '.join(KINDS)}")
    unknown = sorted(str(key) for key in raw if key not in OWN_KEYS[kind])
    if unknown:
        raise _Problem(f"unknown key {unknown[0]!r}")
    points = raw.get("points", 1)
    if not _is_int(points, 1, MOST_POINTS):
        raise _Problem(f"points: must be a whole number from 1 to {MOST_POINTS}")
    question = {
        "id": _identifier(raw.get("id"), "id"),
        "kind": kind,
        "text": _words(raw.get("text"), "text", needed=True),
        "why": _words(raw.get("why", {}), "why"),
        "points": points,
    }
    return question | _OWN_PARTS[kind](raw)


def _choice_parts(raw: dict[str, Any]) -> dict[str, Any]:
    options = raw.get("options")
    if not isinstance(options, list) or not 2 <= len(options) <= MOST_OPTIONS:
        raise _Problem(f"options: must be a list of 2 to {MOST_OPTIONS}")
    tidy = [_option(item) for item in options]
    ids = [option["id"] for option in tidy]
    if len(set(ids)) != len(ids):
        raise _Problem("options: two have the same id")
    answer = raw.get("answer")
    if not isinstance(answer, list) or not answer or any(item not in ids for item in answer):
        raise _Problem("answer: must list ids of the options")
    right = sorted(set(answer))
    if raw["kind"] == "single" and len(right) != 1:
        raise _Problem("answer: must name exactly one option")
    return {"options": tidy, "answer": right}


def _option(raw: object) -> dict[str, Any]:
    if not isinstance(raw, dict) or set(raw) != {"id", "text"}:
        raise _Problem("options: each must have an id and a text")
    return {
        "id": _identifier(raw["id"], "options: id"),
        "text": _words(raw["text"], "options: text", needed=True),
    }


def _truefalse_parts(raw: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(raw.get("answer"), bool):
        raise _Problem("answer: must be true or false")
    return {"answer": raw["answer"]}


def _number_parts(raw: dict[str, Any]) -> dict[str, Any]:
    answer = raw.get("answer")
    if not isinstance(answer, dict) or not set(answer) <= {"value", "tolerance"}:
        raise _Problem("answer: must have a value and may have a tolerance")
    value, tolerance = answer.get("value"), answer.get("tolerance", "0")
    if not isinstance(value, str) or not DECIMAL_TEXT.fullmatch(value):
        raise _Problem("answer: value must be a number as text, such as “200” or “134.80”")
    if not isinstance(tolerance, str) or not UNSIGNED_DECIMAL_TEXT.fullmatch(tolerance):
        raise _Problem("answer: tolerance must be a number as text, 0 or more")
    return {"answer": {"value": value, "tolerance": tolerance}, "unit": _words(raw.get("unit", {}), "unit")}


_OWN_PARTS = {
    "single": _choice_parts,
    "several": _choice_parts,
    "truefalse": _truefalse_parts,
    "number": _number_parts,
}


def _identifier(raw: object, place: str) -> str:
    if not isinstance(raw, str) or not IDENTIFIER.fullmatch(raw):
        raise _Problem(f"{place}: must be 1 to 64 letters, digits, - or _")
    return raw


def _words(raw: object, place: str, *, needed: bool = False) -> dict[str, str]:
    if not isinstance(raw, dict) or not set(raw) <= {"th", "en"}:
        raise _Problem(f"{place}: must have th and may have en")
    words = {"th": raw.get("th", ""), "en": raw.get("en", "")}
    if not all(isinstance(text, str) and "\x00" not in text for text in words.values()):
        raise _Problem(f"{place}: must be text")
    if needed and not words["th"].strip():
        raise _Problem(f"{place}: the Thai text is missing")
    return words


def _is_int(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
