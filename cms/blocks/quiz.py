"""The quiz block: four kinds of questions, each with the reason for its answer."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks import samples
from courses.quizzes.content import IDENTIFIER

MAX_QUESTIONS = 12


class OptionBlock(blocks.StructBlock):
    """One answer to choose. Its list id is the option's identity in the compiled quiz."""

    text = blocks.CharBlock(label=_("answer"), max_length=200)
    is_right = blocks.BooleanBlock(label=_("right"), required=False)

    class Meta:
        icon = "check"
        label = _("answer")


def _options() -> blocks.ListBlock:
    return blocks.ListBlock(OptionBlock(), label=_("answers"), min_num=2, max_num=6)


class QuestionBlock(blocks.StructBlock):
    """What every question has: its text and the reason that is shown after answering."""

    text = blocks.TextBlock(label=_("question"), max_length=300, rows=2)

    def complaint(self, value: Any) -> dict[str, Any] | None:
        """Return what is wrong with the answers as {field: sentence}, None when all is well."""
        return None

    def clean(self, value: Any) -> Any:
        """Refuse a question that cannot be marked; a draft may be incomplete."""
        cleaned = super().clean(value)
        wrong = None if self.is_deferred_validation else self.complaint(cleaned)
        if wrong:
            errors = {name: ValidationError(sentence) for name, sentence in wrong.items()}
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


def _repeated(value: Any) -> bool:
    texts = [option["text"].strip() for option in value["options"]]
    return len(set(texts)) < len(texts)


class SingleBlock(QuestionBlock):
    """One right answer among several."""

    options = _options()
    why = blocks.TextBlock(label=_("reason"), max_length=300, rows=2)

    class Meta:
        label = _("Question: one right answer")
        icon = "radio-full"
        template = "cms/blocks/question_single.html"
        preview_value = {"text": samples.QUESTION, "options": samples.OPTIONS, "why": samples.WHY}

    def complaint(self, value: Any) -> dict[str, Any] | None:
        """Ask for exactly one right answer."""
        if _repeated(value):
            return {"options": _("Two answers read the same. Make them different.")}
        if sum(bool(option["is_right"]) for option in value["options"]) != 1:
            return {"options": _("Mark exactly one answer as right.")}
        return None


class SeveralBlock(QuestionBlock):
    """Every right answer must be chosen, and no wrong one."""

    options = _options()
    why = blocks.TextBlock(label=_("reason"), max_length=300, rows=2)

    class Meta:
        label = _("Question: several right answers")
        icon = "tasks"
        template = "cms/blocks/question_several.html"
        preview_value = {"text": samples.QUESTION, "options": samples.OPTIONS, "why": samples.WHY}

    def complaint(self, value: Any) -> dict[str, Any] | None:
        """Ask for at least one right and one wrong answer."""
        if _repeated(value):
            return {"options": _("Two answers read the same. Make them different.")}
        right = sum(bool(option["is_right"]) for option in value["options"])
        if not 1 <= right < len(value["options"]):
            return {"options": _("Mark at least one answer as right and leave at least one wrong.")}
        return None


class TrueFalseBlock(QuestionBlock):
    """A sentence that is true or not."""

    is_true = blocks.ChoiceBlock(
        choices=[("true", _("True")), ("false", _("Not true"))], label=_("the sentence is")
    )
    why = blocks.TextBlock(label=_("reason"), max_length=300, rows=2)

    class Meta:
        label = _("Question: true or not")
        icon = "circle-check"
        template = "cms/blocks/question_truefalse.html"
        preview_value = {"text": samples.WHY, "is_true": "true", "why": samples.TIP}


class NumberBlock(QuestionBlock):
    """A number with a unit; answers within the tolerance are right."""

    answer = blocks.DecimalBlock(label=_("right number"), max_digits=12, decimal_places=3)
    tolerance = blocks.DecimalBlock(
        label=_("may differ by"), min_value=0, max_digits=12, decimal_places=3, default=0
    )
    unit = blocks.CharBlock(label=_("unit"), max_length=24, required=False)
    why = blocks.TextBlock(label=_("reason"), max_length=300, rows=2)

    class Meta:
        label = _("Question: a number")
        icon = "decimal"
        template = "cms/blocks/question_number.html"
        preview_value = {
            "text": samples.QUESTION,
            "answer": "200",
            "tolerance": "0.5",
            "unit": "บาท",
            "why": samples.WHY,
        }


def _name_anew(children: Iterable[Any]) -> None:
    """Give a new id to children without a usable one or with that of another: nobody answered them yet."""
    taken: set[str] = set()
    for child in children:
        if not IDENTIFIER.fullmatch(child.id or "") or child.id in taken:
            child.id = str(uuid.uuid4())
        taken.add(child.id)


class QuestionsBlock(blocks.StreamBlock):
    """The questions in order. A question's block id is its identity, in both languages."""

    single = SingleBlock()
    several = SeveralBlock()
    truefalse = TrueFalseBlock()
    number = NumberBlock()

    class Meta:
        label = _("questions")
        max_num = MAX_QUESTIONS
        min_num = 1


class QuizBlock(blocks.StructBlock):
    """The lesson's quiz. It is taken on a page of its own; here stands only the way to it."""

    pass_percent = blocks.IntegerBlock(
        label=_("percent needed to pass"), min_value=1, max_value=100, default=60
    )
    questions = QuestionsBlock()

    def clean(self, value: Any) -> Any:
        """Check the questions, and name anew whatever came with an id that no editor gives."""
        cleaned = super().clean(value)
        _name_anew(cleaned["questions"])
        for question in cleaned["questions"]:
            _name_anew(question.value["options"].bound_blocks if "options" in question.value else [])
        return cleaned

    class Meta:
        label = _("Quiz")
        icon = "help"
        template = "cms/blocks/quiz.html"
        preview_value = {
            "pass_percent": 60,
            "questions": [
                {
                    "type": "single",
                    "value": {"text": samples.QUESTION, "options": samples.OPTIONS, "why": samples.WHY},
                }
            ],
        }
        description = _("Questions that the server marks. One quiz a lesson.")
