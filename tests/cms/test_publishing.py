"""Publishing a page writes the register; nothing done to a page touches what learners did."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError

from cms.models import LessonPage
from courses.errors import Refused
from courses.models import Attempt, Lesson, QuizVersion, Track
from courses.quizzes.actions import record_attempt
from tests.build import NOON, People
from tests.cms.site import SmallSite, lesson, small_site


@pytest.fixture
def site(db: None) -> SmallSite:
    return small_site()


def answered(page: LessonPage, people: People) -> Attempt:
    """Let the known learner answer the lesson's only question rightly."""
    version = QuizVersion.objects.get(lesson=page.translation_key, is_current=True)
    question = version.content["questions"][0]
    attempt, _new = record_attempt(
        version,
        attempt_id=uuid.uuid4(),
        learner=people.learner,
        answers={question["id"]: question["answer"][0]},
        answered_at=NOON,
        received_at=NOON,
    )
    return attempt


def row(page: LessonPage) -> Lesson:
    return Lesson.objects.get(key=page.translation_key)


def content(page: LessonPage) -> dict[str, object]:
    return QuizVersion.objects.get(lesson=page.translation_key, is_current=True).content


def test_publishing_writes_track_lesson_and_quiz(site: SmallSite) -> None:
    page = lesson(site)
    stored = row(page)
    assert (stored.code, stored.track_id, stored.position) == ("F1", "foundation", 1)
    assert stored.path_th == "/lessons/foundation/f1/"
    assert stored.path_en == stored.title_en == ""
    assert "ข้อคิด th" in stored.search_text
    assert content(page)["questions"][0]["answer"] == ["F1-a"]


def test_track_knows_both_titles(site: SmallSite) -> None:
    track = Track.objects.get()
    assert (track.title_th, track.title_en, track.is_foundation) == ("พื้นฐาน th", "พื้นฐาน en", True)


def test_publishing_the_same_again_makes_no_new_version(site: SmallSite) -> None:
    page = lesson(site)
    page.save_revision().publish()
    assert QuizVersion.objects.count() == 1


def test_an_edited_question_makes_the_next_version_and_keeps_attempts(
    site: SmallSite, people: People
) -> None:
    page = lesson(site)
    attempt = answered(page, people)
    raw = list(page.body.raw_data)
    raw[3]["value"]["questions"][0]["value"]["text"] = "ถามใหม่"
    page.body = page.body.stream_block.to_python(raw)
    page.save_revision().publish()
    attempt.refresh_from_db()
    assert QuizVersion.objects.filter(lesson=page.translation_key).count() == 2
    assert not attempt.quiz_version.is_current
    assert (
        content(page)["questions"][0]["id"] == attempt.quiz_version.content["questions"][0]["id"] == "F1-q1"
    )


def test_the_english_page_translates_the_quiz_by_block_id(site: SmallSite) -> None:
    thai = lesson(site)
    english = lesson(site, language="en", words="en", translation_key=thai.translation_key)
    question = content(thai)["questions"][0]
    assert question["text"] == {"th": "ถาม th", "en": "ถาม en"}
    assert [option["text"]["en"] for option in question["options"]] == ["ใช่ en", "ไม่ en"]
    assert (row(thai).title_en, row(thai).path_en) == (english.title, "/en/lessons/foundation/f1/")


def test_an_english_page_alone_is_no_lesson(site: SmallSite) -> None:
    lesson(site, language="en")
    assert not Lesson.objects.exists()


def test_unpublishing_english_takes_only_the_english_away(site: SmallSite) -> None:
    thai = lesson(site)
    lesson(site, language="en", words="en", translation_key=thai.translation_key).unpublish()
    assert row(thai).title_en == row(thai).path_en == ""
    assert row(thai).withdrawn_at is None
    assert content(thai)["questions"][0]["text"]["en"] == "ถาม th"


def test_unpublishing_and_publishing_again_keeps_results(site: SmallSite, people: People) -> None:
    page = lesson(site)
    attempt = answered(page, people)
    page.unpublish()
    assert row(page).withdrawn_at is not None
    page.get_latest_revision().publish()
    assert row(page).withdrawn_at is None
    assert Attempt.objects.get().pk == attempt.pk


def test_deleting_the_page_withdraws_the_lesson_and_keeps_results(site: SmallSite, people: People) -> None:
    page = lesson(site)
    answered(page, people)
    page.delete()
    assert Lesson.objects.get().withdrawn_at is not None
    assert Attempt.objects.count() == 1


def test_deleting_the_course_withdraws_its_lessons(site: SmallSite, people: People) -> None:
    page = lesson(site)
    answered(page, people)
    site.course["th"].refresh_from_db()
    site.course["th"].delete()
    assert Lesson.objects.get().withdrawn_at is not None
    assert Attempt.objects.count() == 1


def test_a_copy_is_a_draft_with_a_key_of_its_own_and_no_code(site: SmallSite) -> None:
    page = lesson(site)
    copied = page.copy(update_attrs={"slug": "copy"})
    assert not copied.live
    assert copied.translation_key != page.translation_key
    assert copied.code == ""
    assert Lesson.objects.count() == 1


def test_a_copied_course_brings_drafts_too(site: SmallSite) -> None:
    lesson(site)
    copied = site.course["th"].copy(recursive=True, update_attrs={"slug": "copy"})
    assert [child.live for child in copied.get_children()] == [False]
    assert Lesson.objects.count() == 1


def test_a_copy_needs_its_own_code_before_it_is_published(site: SmallSite) -> None:
    copied = lesson(site).copy(update_attrs={"slug": "copy"})
    with pytest.raises(ValidationError) as refused:
        copied.get_latest_revision().publish()
    assert "code" in refused.value.message_dict
    copied.code = "F1"
    with pytest.raises(ValidationError):
        copied.save_revision(clean=False).publish()
    copied.code = "F9"
    copied.save_revision().publish()
    assert set(Lesson.objects.values_list("code", flat=True)) == {"F1", "F9"}


def test_an_alias_never_publishes_a_lesson(site: SmallSite) -> None:
    page = lesson(site)
    alias = page.create_alias(update_slug="alias")
    page.save_revision().publish()
    assert LessonPage.objects.get(pk=alias.pk).live
    assert Lesson.objects.count() == 1


def test_an_alias_shows_the_lesson_of_its_original(site: SmallSite) -> None:
    page = lesson(site)
    alias = page.create_alias(update_slug="alias")
    assert LessonPage.objects.get(pk=alias.pk).lesson_key == page.translation_key


def test_moving_a_lesson_writes_its_new_place_and_address(site: SmallSite) -> None:
    first, second = lesson(site, "F1"), lesson(site, "F2")
    second.move(first, pos="left")
    assert (row(first).position, row(second).position) == (2, 1)


def test_a_new_address_of_the_course_reaches_its_lessons(site: SmallSite) -> None:
    page = lesson(site)
    course = site.course["th"]
    course.refresh_from_db()
    course.slug = "basics"
    course.save_revision().publish()
    assert row(page).path_th == "/lessons/basics/f1/"


def test_lesson_and_page_are_published_together_or_not_at_all(site: SmallSite) -> None:
    page = lesson(site)
    page.unpublish()
    raw = list(page.body.raw_data)
    raw[3]["value"]["questions"][0]["value"]["options"][0]["value"]["is_right"] = False
    page.body = page.body.stream_block.to_python(raw)
    revision = page.save_revision()
    with pytest.raises(Refused):
        revision.publish()
    assert not LessonPage.objects.get(pk=page.pk).live
    assert row(page).withdrawn_at is not None
