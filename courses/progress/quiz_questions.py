"""One question as a person sees it: in their language, asked or answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.quizzes.answers import LONGEST_ANSWER
from courses.quizzes.errors import AnswerMissing, NumberUnreadable
from courses.quizzes.marking import mark_question, read_number

THAI_LETTERS = "กขคงจฉชซฌญฎฏ"
LATIN_LETTERS = "ABCDEFGHIJKL"


@dataclass(frozen=True, slots=True)
class ShownOption:
    """One answer to choose. `letter` is ก, ข, ค in Thai and A, B, C in English."""

    id: str
    letter: str
    text: str
    is_chosen: bool
    is_right: bool


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question with what was answered to it so far; `is_right` is None while it is open."""

    kind: str
    text: str
    why: str
    unit: str
    options: tuple[ShownOption, ...]
    given: str
    right_number: str
    is_right: bool | None


def show_question(question: Mapping[str, Any], raw: object = None) -> ShownQuestion:
    """Return a question in the page's language, marked when there is an answer."""
    is_number = question["kind"] == "number"
    return ShownQuestion(
        kind=question["kind"],
        text=words(question["text"]),
        why=words(question["why"]),
        unit=words(question.get("unit", {})),
        options=() if is_number else tuple(_options(question, raw)),
        given=raw if is_number and isinstance(raw, str) else "",
        right_number=f"{Decimal(question['answer']['value']):,f}" if is_number else "",
        is_right=None if raw is None else mark_question(question, raw),
    )


def words(pair: Mapping[str, str]) -> str:
    """Return a text in the page's language, in Thai where there is no English one."""
    return (pair.get("en", "") if get_language() == "en" else "") or pair.get("th", "")


def read_answer(question: Mapping[str, Any], form: QueryDict) -> str | list[str]:
    """Return the raw answer that a question's form brings.

    Raises `AnswerMissing` where nothing was chosen, `NumberUnreadable` where a number was asked and
    something else was typed: a person is asked once more before it counts as wrong.
    """
    kind = question["kind"]
    if kind == "number":
        typed = form.get("answer", "")[: LONGEST_ANSWER + 1]
        if not typed.strip():
            raise AnswerMissing(_("Type a number, then check your answer."))
        if read_number(typed, question["unit"]) is None:
            raise NumberUnreadable
        return typed
    known = [option.id for option in show_question(question).options]
    chosen = [item for item in form.getlist("answer") if item in known]
    if not chosen:
        raise AnswerMissing(
            _("Choose at least one answer, then check it.") if kind == "several" else _("Choose an answer.")
        )
    return sorted(set(chosen)) if kind == "several" else chosen[0]


def _options(question: Mapping[str, Any], raw: object) -> list[ShownOption]:
    letters = LATIN_LETTERS if get_language() == "en" else THAI_LETTERS
    if question["kind"] == "truefalse":
        texts = [("true", _("True")), ("false", _("Not true"))]
        right = {"true" if question["answer"] else "false"}
    else:
        texts = [(option["id"], words(option["text"])) for option in question["options"]]
        right = set(question["answer"])
    chosen = set(raw) if isinstance(raw, list) else {raw}
    return [
        ShownOption(name, letter, text, name in chosen, name in right)
        for letter, (name, text) in zip(letters, texts, strict=False)
    ]
