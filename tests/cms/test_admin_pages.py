"""A lesson edited, translated, copied, moved, unpublished and deleted by an editor, results intact."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from cms.models import LessonPage
from cms.publishing import lessons
from courses.models import Attempt, Lesson, QuizVersion
from tests.build import People
from tests.cms.forms import lesson_form
from tests.cms.site import SmallSite, lesson, small_site
from tests.cms.test_publishing import answered, content, row
from tests.media import clips


@pytest.fixture
def site(db: None) -> SmallSite:
    return small_site()


@pytest.fixture
def editor(people: People, client: Client) -> Client:
    client.force_login(people.administrator)
    return client


def test_the_content_admin_is_written_in_our_face(editor: Client) -> None:
    html = editor.get("/cms/").content.decode()
    assert html.index("lms/tokens.css") < html.index("cms/admin.css")


def address(name: str, *args: object) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def raw_body(page: LessonPage) -> list[dict]:
    return json.loads(json.dumps(list(page.body.raw_data), default=dict))


def send(editor: Client, page: LessonPage, **changes: object):
    return editor.post(address("edit", page.pk), lesson_form(page, **changes))


def test_an_edit_is_a_new_version_with_the_same_question(
    site: SmallSite, editor: Client, people: People
) -> None:
    page = lesson(site)
    attempt = answered(page, people)
    body = raw_body(page)
    body[3]["value"]["questions"][0]["value"]["text"] = "ถามใหม่"
    sent = send(editor, page, body=body, **{"action-publish": "1"})
    assert sent.status_code == 302, sent.context["form"].errors
    versions = QuizVersion.objects.filter(lesson=page.translation_key)
    assert versions.count() == 2
    question = content(page)["questions"][0]
    assert (question["id"], question["text"]["th"]) == ("F1-q1", "ถามใหม่")
    attempt.refresh_from_db()
    assert attempt.is_passed


def test_a_saved_draft_changes_nothing_outside(site: SmallSite, editor: Client) -> None:
    page = lesson(site)
    sent = send(editor, page, title="ยังไม่เสร็จ", code="")
    assert sent.status_code in (200, 302)
    assert row(page).title_th == page.title
    assert QuizVersion.objects.count() == 1


def test_a_question_without_a_right_answer_is_refused_in_words(site: SmallSite, editor: Client) -> None:
    page = lesson(site)
    body = raw_body(page)
    body[3]["value"]["questions"][0]["value"]["options"][0]["value"]["is_right"] = False
    sent = send(editor, page, body=body, **{"action-publish": "1"})
    assert sent.status_code == 200
    # The editor's blocks are drawn from JSON, which spells Thai letters as escapes.
    assert json.dumps("ติ๊กว่าถูกให้เหลือข้อเดียวพอดี")[1:-1] in sent.content.decode()
    assert QuizVersion.objects.count() == 1


def test_two_quizzes_in_one_lesson_are_refused(site: SmallSite, editor: Client) -> None:
    page = lesson(site)
    body = raw_body(page)
    sent = send(editor, page, body=[*body, {**body[3], "id": "another"}], **{"action-publish": "1"})
    assert sent.status_code == 200
    assert QuizVersion.objects.count() == 1


def test_publishing_without_a_code_is_refused_in_words(site: SmallSite, editor: Client) -> None:
    page = lesson(site).copy(update_attrs={"slug": "copy"})
    sent = send(editor, page, **{"action-publish": "1"})
    assert sent.status_code == 200
    assert "ตั้งรหัสให้บทเรียนนี้ก่อน" in sent.content.decode()
    assert not LessonPage.objects.get(pk=page.pk).live


def test_a_translation_begins_as_a_draft_and_joins_the_lesson(site: SmallSite, editor: Client) -> None:
    thai = lesson(site)
    english_locale = Locale.objects.get(language_code="en")
    submit = reverse("simple_translation:submit_page_translation", args=[thai.pk])
    assert editor.post(submit, {"locales": [english_locale.pk]}).status_code == 302
    english = LessonPage.objects.get(locale=english_locale)
    assert not english.live
    assert row(thai).title_en == ""
    body = raw_body(english)
    body[3]["value"]["questions"][0]["value"]["text"] = "Which one?"
    sent = send(editor, english, title="One phone", body=body, **{"action-publish": "1"})
    assert sent.status_code == 302
    assert (row(thai).title_en, row(thai).code) == ("One phone", "F1")
    assert content(thai)["questions"][0]["text"] == {"th": "ถาม th", "en": "Which one?"}


def test_a_copy_stays_a_draft_whatever_was_ticked(site: SmallSite, editor: Client) -> None:
    page = lesson(site)
    data = {
        "new_title": "สำเนา",
        "new_slug": "copy",
        "new_parent_page": site.course["th"].pk,
        "publish_copies": "on",
    }
    assert editor.post(address("copy", page.pk), data).status_code == 302
    copied = LessonPage.objects.get(slug="copy")
    assert not copied.live
    assert copied.translation_key != page.translation_key
    assert Lesson.objects.count() == 1


def test_unpublish_and_delete_keep_what_was_learnt(site: SmallSite, editor: Client, people: People) -> None:
    page = lesson(site)
    answered(page, people)
    assert editor.post(address("unpublish", page.pk)).status_code == 302
    assert row(page).withdrawn_at is not None
    assert editor.post(address("delete", page.pk)).status_code == 302
    assert not LessonPage.objects.exists()
    assert Attempt.objects.count() == 1
    assert QuizVersion.objects.count() == 1


def test_a_moved_lesson_has_its_new_track_and_address(site: SmallSite, editor: Client) -> None:
    page = lesson(site)
    course = site.course["th"].copy(update_attrs={"slug": "clips", "title": "คลิป"})
    course.code = "clips"
    course.save_revision().publish()
    moved = editor.post(address("move_confirm", page.pk, course.pk))
    assert moved.status_code == 302
    assert (row(page).track_id, row(page).path_th) == ("clips", "/lessons/clips/f1/")


def test_a_page_whose_register_breaks_down_is_not_published(
    site: SmallSite, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **fields: object) -> None:
        raise OSError

    page = lesson(site)
    monkeypatch.setattr(lessons, "publish_lesson", broken)
    editor.raise_request_exception = False
    assert send(editor, page, title="ใหม่", **{"action-publish": "1"}).status_code == 500
    assert LessonPage.objects.get(pk=page.pk).title == row(page).title_th == page.title


def test_search_finds_a_thai_word_inside_a_title(site: SmallSite, editor: Client) -> None:
    lesson(site, title="การขายผ่านไลฟ์สด")
    found = editor.get(address("search"), {"q": "ไลฟ์สด"})
    assert "การขายผ่านไลฟ์สด" in found.content.decode()
    assert "การขายผ่านไลฟ์สด" not in editor.get(address("search"), {"q": "ราคา"}).content.decode()


@pytest.mark.parametrize("kind", ["home", "index", "course"])
def test_every_kind_of_page_opens_in_the_editor(site: SmallSite, editor: Client, kind: str) -> None:
    for page in getattr(site, kind).values():
        assert editor.get(address("edit", page.pk)).status_code == 200


def test_the_lesson_editor_opens_in_thai_with_its_blocks(site: SmallSite, editor: Client) -> None:
    page = lesson(site)
    text = editor.get(address("edit", page.pk)).content.decode()
    assert "งานฝึก" in text or "\\u0e07\\u0e32\\u0e19\\u0e1d\\u0e36\\u0e01" in text
    english = lesson(site, language="en", translation_key=page.translation_key)
    assert 'name="code"' not in editor.get(address("edit", english.pk)).content.decode()


def test_every_block_has_a_preview(site: SmallSite, editor: Client) -> None:
    for block in LessonPage._meta.get_field("body").stream_block.child_blocks.values():
        assert block.is_previewable, block.name
        answer = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert answer.status_code == 200, block.name
        assert "house.css" in answer.content.decode()


@pytest.mark.parametrize("wrong", ["x", "x" * 5000, "", "same"], ids=["short", "long", "empty", "same"])
@pytest.mark.parametrize("where", ["block", "question", "option"])
def test_a_block_id_that_no_editor_sends_is_no_breakdown(
    site: SmallSite, editor: Client, where: str, wrong: str
) -> None:
    page = lesson(site)
    body = raw_body(page)
    questions = body[3]["value"]["questions"]
    options = questions[0]["value"]["options"]
    changed, other = {
        "block": (body[0], body[1]),
        "question": (questions[0], options[0]),
        "option": (options[0], options[1]),
    }[where]
    changed["id"] = other["id"] if wrong == "same" else wrong
    sent = send(editor, page, body=body, **{"action-publish": "1"})
    assert sent.status_code in (200, 302)
    assert QuizVersion.objects.filter(lesson=page.translation_key, is_current=True).count() == 1


def test_the_clip_chooser_tells_cover_length_state_and_sizes(editor: Client) -> None:
    clip = clips.ready(title="ขายผ้า")
    clips.waiting(title="รอ")
    clips.waiting(title="เสีย", state="failed", failure="too_long")
    shown = editor.get(reverse("clip_chooser:choose")).json()["html"]
    assert f"/files/clips/{clip.key}/1/cover.webp" in shown
    assert "0:20" in shown
    assert "240p 0.3 MB, 360p 0.8 MB" in shown
    assert "ยาวเกิน 30 นาที" in shown
    assert "รอคิวที่ 1" in shown
    results = editor.get(reverse("clip_chooser:choose_results"))
    assert "ขายผ้า" in results.content.decode()
