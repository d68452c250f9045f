"""Which blocks a page's body may hold."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.calculator import CalculatorBlock
from cms.blocks.clip import ClipBlock
from cms.blocks.practice import MilestoneBlock, PracticeBlock
from cms.blocks.quiz import QuizBlock
from cms.blocks.reading import (
    TEXT_FEATURES,
    ChecklistBlock,
    KeyPointsBlock,
    PictureBlock,
    TextBlock,
    TipBlock,
)

READING, DOING = _("Reading"), _("Doing")


class LessonBody(blocks.StreamBlock):
    """The blocks of a lesson."""

    clip = ClipBlock(group=READING)
    key_points = KeyPointsBlock(group=READING)
    text = TextBlock(features=TEXT_FEATURES, group=READING)
    picture = PictureBlock(group=READING)
    tip = TipBlock(group=READING)
    checklist = ChecklistBlock(group=DOING)
    calculator = CalculatorBlock(group=DOING)
    practice = PracticeBlock(group=DOING)
    milestone = MilestoneBlock(group=DOING)
    quiz = QuizBlock(group=DOING)

    class Meta:
        block_counts = {
            "quiz": {"max_num": 1},
            "practice": {"max_num": 1},
            "milestone": {"max_num": 1},
            "calculator": {"max_num": 1},
        }


class PlainBody(blocks.StreamBlock):
    """The blocks of a page of text."""

    text = TextBlock(features=TEXT_FEATURES)
    picture = PictureBlock()
    tip = TipBlock()
    calculator = CalculatorBlock()
