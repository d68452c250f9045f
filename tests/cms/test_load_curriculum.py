"""The curriculum as data: complete, in both languages, loaded once."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from wagtail.models import Revision

from cms.curriculum import data
from cms.curriculum.blocks import practice_kinds
from cms.curriculum.ids import lesson_key
from cms.models import LessonPage, StandardPage
from courses.models import Lesson, QuizVersion, Track


def test_all_fifteen_lessons_with_their_questions_are_there_once(db: None) -> None:
    call_command("load_curriculum", verbosity=0)
    before = counts()
    assert Lesson.objects.live().count() == 15
    assert list(Track.objects.values_list("code", flat=True)) == [
        "foundation",
        "online-shop",
        "short-clips",
        "live-streaming",
    ]
    questions = [q for version in QuizVersion.objects.all() for q in version.content["questions"]]
    assert len(questions) == 50
    assert {q["kind"] for q in questions} == {"single", "several", "truefalse", "number"}
    assert all(q["text"]["en"] != q["text"]["th"] and q["why"]["en"] for q in questions)
    assert StandardPage.objects.count() == 6
    check_blocks()
    # Again: nothing changes, and what an editor deleted stays deleted.
    LessonPage.objects.sources().get(code="F1").delete()
    call_command("load_curriculum", verbosity=0)
    assert counts()["versions"] == before["versions"]
    assert counts()["revisions"] == before["revisions"] - 1
    assert not LessonPage.objects.sources().filter(code="F1").exists()


def counts() -> dict[str, int]:
    return {"revisions": Revision.objects.count(), "versions": QuizVersion.objects.count()}


def check_blocks() -> None:
    """Every page of the curriculum would pass the editor's own checks."""
    for page in LessonPage.objects.all():
        page.body.stream_block.clean(page.body)
        page.full_clean()


def test_the_file_has_the_lessons_of_the_programme() -> None:
    lessons = data.lessons()
    assert len(lessons) == 15
    assert sum(len(lesson["quiz"]) for lesson in lessons) == 45
    assert all(len(lesson["checklist"]["items"]) == 6 for lesson in lessons if lesson["id"] == "F3")


def test_keys_are_the_same_on_every_site() -> None:
    assert str(lesson_key("F1")) == "ed0f710b-4426-51c7-bab0-9b461ad54005"


@pytest.mark.parametrize(
    ("evidence", "kinds"),
    [
        (["photo", "audio"], (["photo", "audio"], 1)),
        (["form", "photo_set_5"], (["text", "photo"], 5)),
        (["video", "peer_score"], (["video", "text"], 1)),
        (["form", "text"], (["text"], 1)),
    ],
)
def test_evidence_becomes_kinds_of_practice(evidence: list[str], kinds: tuple[list[str], int]) -> None:
    assert practice_kinds(evidence) == kinds
