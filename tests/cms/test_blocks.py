"""What an editor may and may not put into a lesson."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cms.blocks.body import LessonBody
from cms.blocks.clip import ClipBlock, composed_key
from cms.blocks.practice import PracticeBlock
from cms.blocks.quiz import NumberBlock, QuizBlock, SeveralBlock, SingleBlock, TrueFalseBlock
from tests.media import clips


def options(*right: bool) -> list[dict[str, Any]]:
    return [{"text": f"ข้อ {n}", "is_right": is_right} for n, is_right in enumerate(right)]


def question(*right: bool, **changes: Any) -> dict[str, Any]:
    return {"text": "ถาม", "why": "เพราะ", "options": options(*right), **changes}


def checked(block: Any, value: Any) -> Any:
    return block.clean(block.normalize(value))


def complaint(block: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        checked(block, value)
    return str(refused.value.as_json_data())


def test_one_right_answer_is_right() -> None:
    assert checked(SingleBlock(), question(False, True))


@pytest.mark.parametrize("right", [(False, False), (True, True)])
def test_a_single_question_needs_exactly_one_right_answer(right: tuple[bool, ...]) -> None:
    assert "ติ๊กว่าถูกให้เหลือข้อเดียวพอดี" in complaint(SingleBlock(), question(*right))


@pytest.mark.parametrize("right", [(False, False), (True, True)])
def test_several_needs_a_right_and_a_wrong_answer(right: tuple[bool, ...]) -> None:
    assert "อย่างน้อยหนึ่งข้อ" in complaint(SeveralBlock(), question(*right))


def test_answers_must_differ() -> None:
    twice = question(options=[{"text": "ก", "is_right": True}, {"text": "ก ", "is_right": False}])
    assert "คำตอบซ้ำกัน" in complaint(SingleBlock(), twice)


@pytest.mark.parametrize("count", [1, 7])
def test_two_to_six_answers(count: int) -> None:
    assert complaint(SingleBlock(), question(True, *[False] * (count - 1)))


def test_a_question_needs_its_reason() -> None:
    assert complaint(SingleBlock(), question(True, False, why=""))


def test_a_draft_may_be_unfinished() -> None:
    block = SingleBlock()
    block.defer_required_validation()
    try:
        assert block.clean(block.normalize(question(False, False, why="")))
    finally:  # all blocks of the class share their children
        block.restore_deferred_validation()


def test_true_or_not_needs_a_choice() -> None:
    assert checked(TrueFalseBlock(), {"text": "ถาม", "why": "เพราะ", "is_true": "false"})
    assert complaint(TrueFalseBlock(), {"text": "ถาม", "why": "เพราะ", "is_true": "maybe"})


def test_a_number_has_a_tolerance_of_zero_or_more() -> None:
    value = {"text": "ถาม", "why": "เพราะ", "answer": "200", "tolerance": "0.5", "unit": "บาท"}
    assert checked(NumberBlock(), value)
    assert complaint(NumberBlock(), {**value, "tolerance": "-1"})
    assert complaint(NumberBlock(), {**value, "answer": "มาก"})


def test_a_quiz_has_questions_and_a_pass_mark() -> None:
    one = {"type": "single", "value": question(True, False)}
    assert checked(QuizBlock(), {"pass_percent": 60, "questions": [one]})
    assert complaint(QuizBlock(), {"pass_percent": 60, "questions": []})
    assert complaint(QuizBlock(), {"pass_percent": 101, "questions": [one]})


def test_a_task_asks_for_something() -> None:
    assert checked(PracticeBlock(), {"text": "ทำ", "kinds": ["photo"], "photos": 3})
    assert "เลือกอย่างน้อยหนึ่งอย่าง" in complaint(PracticeBlock(), {"text": "ทำ", "kinds": [], "photos": 1})


def test_a_chosen_clip_must_be_chosen() -> None:
    assert checked(ClipBlock(), {"source": "composed", "clip": None})
    assert "เลือกคลิป" in complaint(ClipBlock(), {"source": "chosen", "clip": None})


def test_a_chosen_clip_is_found_again(db: None) -> None:
    clip = clips.ready()
    stored = ClipBlock().bulk_to_python(
        [{"source": "chosen", "clip": str(key)} for key in (clip.key, uuid.uuid4())]
    )
    assert [value["clip"] for value in stored] == [clip, None]


def test_a_lesson_keeps_its_clip_for_ever() -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    assert composed_key(one) == composed_key(one) != composed_key(other)


def test_every_block_has_a_template_an_icon_and_a_preview(db: None) -> None:
    from wagtail.admin.icons import get_icons

    icons = get_icons()
    blocks = dict(LessonBody().child_blocks)
    blocks |= dict(QuizBlock().child_blocks["questions"].child_blocks)
    for name, block in blocks.items():
        assert block.meta.template.startswith("cms/blocks/"), name
        assert f'id="icon-{block.meta.icon}"' in icons, block.meta.icon
        assert block.is_previewable, name
        assert block.render(block.get_preview_value()), name
