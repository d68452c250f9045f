"""Turning a lesson of the curriculum into the raw blocks of its page, in one language."""

import re
from typing import Any

from cms.curriculum.ids import block_id

Raw = dict[str, Any]
PHOTO_SET = re.compile(r"photo_set_(\d+)$")
# What the curriculum asks for that is sent as text until it has a form of its own.
AS_TEXT = {"form", "peer_score"}


def lesson_body(lesson: Raw, language: str) -> list[Raw]:
    """Return the body of a lesson: clip, key points, tips, checklist, calculator, tasks, quiz."""
    code = lesson["id"]
    body = [
        _block(code, "clip", {"source": "composed", "clip": None}),
        _block(code, "key_points", {"points": _items(code, "point", lesson["key_points"], language)}),
    ]
    for number, tip in enumerate(lesson.get("tips", [])):
        body.append(_block(code, "tip", {"kind": tip["kind"], "text": tip[language]}, number))
    if checklist := lesson.get("checklist"):
        items = _items(code, "check", checklist["items"], language)
        body.append(_block(code, "checklist", {"title": checklist["title"][language], "items": items}))
    if calculator := lesson.get("calculator"):
        value = {"intro": calculator[language], "fee_percent": calculator["fee_percent"]}
        body.append(_block(code, "calculator", value))
    return body + _tasks(lesson, language)


def _tasks(lesson: Raw, language: str) -> list[Raw]:
    code, task = lesson["id"], lesson["assignment"]
    kinds, photos = practice_kinds(task["evidence"])
    tasks = [_block(code, "practice", {"text": task[language], "kinds": kinds, "photos": photos})]
    if step := lesson.get("milestone_task"):
        tasks.append(_block(code, "milestone", {"code": step["milestone"], "text": step[language]}))
    questions = [_question(code, "quiz", n, q, language) for n, q in enumerate(lesson["quiz"])]
    more = lesson.get("demonstration_quiz", [])
    questions += [_question(code, "demonstration", n, q, language) for n, q in enumerate(more)]
    tasks.append(_block(code, "quiz", {"pass_percent": 60, "questions": questions}))
    return tasks


def practice_kinds(evidence: list[str]) -> tuple[list[str], int]:
    """Return what a learner sends, and how many photos: «photo_set_5» is five photos, «form» is text."""
    kinds: list[str] = []
    photos = 1
    for name in evidence:
        kind = "text" if name in AS_TEXT else name
        if found := PHOTO_SET.match(name):
            kind, photos = "photo", int(found[1])
        if kind not in kinds:
            kinds.append(kind)
    return kinds, photos


def _question(code: str, part: str, number: int, question: Raw, language: str) -> Raw:
    kind = question.get("kind", "single")
    value: Raw = {"text": question["q"][language], "why": question["why"][language]}
    if kind == "number":
        value |= {"answer": question["answer"], "tolerance": question["tolerance"]}
        value["unit"] = question["unit"][language]
    elif kind == "truefalse":
        value["is_true"] = "true" if question["answer"] else "false"
    else:
        value["options"] = _options(code, part, number, question, language)
    return {"type": kind, "value": value, "id": block_id(code, part, number)}


def _options(code: str, part: str, number: int, question: Raw, language: str) -> list[Raw]:
    answer = question["answer"]
    right = set(answer if isinstance(answer, list) else [answer])
    return [
        {
            "type": "item",
            "value": {"text": option[language], "is_right": place in right},
            "id": block_id(code, part, number, "option", place),
        }
        for place, option in enumerate(question["options"])
    ]


def _items(code: str, part: str, texts: list[Raw], language: str) -> list[Raw]:
    return [
        {"type": "item", "value": text[language], "id": block_id(code, part, number)}
        for number, text in enumerate(texts)
    ]


def _block(code: str, kind: str, value: Raw, number: int = 0) -> Raw:
    return {"type": kind, "value": value, "id": block_id(code, "block", kind, number)}
