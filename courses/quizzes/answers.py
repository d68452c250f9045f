"""Raw answers as they are kept: what a learner gave, nothing else, in a form any database holds."""

from collections.abc import Mapping
from typing import Any

from courses.quizzes.errors import AnswersUnreadable

LONGEST_ANSWER = 200
MOST_TICKS = 24


def tidy_answers(content: Mapping[str, Any], answers: object) -> dict[str, Any]:
    """Return the answers to the questions of a quiz; answers to anything else are left out.

    Raises `AnswersUnreadable` for what no form and no phone of ours sends: another JSON type, a text
    over 200 characters, a NUL or half a character.
    """
    if not isinstance(answers, Mapping):
        raise AnswersUnreadable
    known = (question["id"] for question in content["questions"])
    return {key: _tidy(answers[key]) for key in known if answers.get(key) is not None}


def _tidy(raw: object) -> str | list[str]:
    if isinstance(raw, list) and len(raw) <= MOST_TICKS:
        return [_text(item) for item in raw]
    return _text(raw)


def _text(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > LONGEST_ANSWER or "\x00" in raw:
        raise AnswersUnreadable
    try:
        raw.encode("utf-8")
    except UnicodeEncodeError as error:
        raise AnswersUnreadable from error
    return raw
