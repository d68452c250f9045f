"""A small site: both front pages, both lists, one course and as many lessons as a test asks for."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field

from wagtail.models import Locale, Page, Site

from cms.curriculum.load import empty_root
from cms.models import CourseIndexPage, CoursePage, HomePage, LessonPage
from cms.publishing.tracks import register_tracks


@dataclass
class SmallSite:
    home: dict[str, HomePage] = field(default_factory=dict)
    index: dict[str, CourseIndexPage] = field(default_factory=dict)
    course: dict[str, CoursePage] = field(default_factory=dict)


def small_site() -> SmallSite:
    """Build the pages around the lessons, in both languages."""
    site, keys = SmallSite(), [uuid.uuid4() for _ in range(3)]
    for language in ("th", "en"):
        locale = Locale.objects.get_or_create(language_code=language)[0]
        root = empty_root()
        shared = {"locale": locale}
        home = HomePage(
            title="home", slug=f"home-{language}", headline="จากกี่ทอผ้า", translation_key=keys[0], **shared
        )
        site.home[language] = put(root, home)
        if language == "th":
            Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        index = CourseIndexPage(
            title=f"lessons {language}", slug="lessons", translation_key=keys[1], **shared
        )
        site.index[language] = put(home, index)
        course = CoursePage(
            title=f"พื้นฐาน {language}",
            slug="foundation",
            code="foundation" if language == "th" else "",
            is_foundation=True,
            translation_key=keys[2],
            **shared,
        )
        site.course[language] = put(index, course)
    register_tracks()
    return site


def put(parent: Page, page: Page) -> Page:
    """Create a live page without the editor's steps: quicker, for what stands around the lessons."""
    page.live = True
    return parent.add_child(instance=page)


def publish(parent: Page, page: Page) -> Page:
    """Create a page and publish it, as an editor would."""
    page.live = False
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def lesson(site: SmallSite, code: str = "F1", language: str = "th", **fields: object) -> LessonPage:
    """Publish a lesson with one key point, a practice task and one question."""
    parent = site.course[language]
    words = fields.pop("words", language)
    page = LessonPage(
        title=fields.pop("title", f"บทเรียน {code} {words}"),
        slug=fields.pop("slug", code.lower()),
        code=code if language == "th" else "",
        objective=f"ทำได้ {code} {words}",
        body=json.dumps(fields.pop("body", None) or body(code, str(words))),
        locale=parent.locale,
        **fields,
    )
    return publish(parent, page)


def body(code: str, words: str) -> list[dict[str, object]]:
    return [
        {"type": "clip", "id": f"{code}-clip", "value": {"source": "composed", "clip": None}},
        {
            "type": "key_points",
            "id": f"{code}-points",
            "value": {"points": [{"type": "item", "id": f"{code}-point", "value": f"ข้อคิด {words}"}]},
        },
        {
            "type": "practice",
            "id": f"{code}-do",
            "value": {"text": f"ลงมือ {words}", "kinds": ["text"], "photos": 1},
        },
        {"type": "quiz", "id": f"{code}-quiz", "value": quiz(code, words)},
    ]


def quiz(code: str, words: str) -> dict[str, object]:
    options = [
        {"type": "item", "id": f"{code}-a", "value": {"text": f"ใช่ {words}", "is_right": True}},
        {"type": "item", "id": f"{code}-b", "value": {"text": f"ไม่ {words}", "is_right": False}},
    ]
    question = {"text": f"ถาม {words}", "options": options, "why": f"เพราะ {words}"}
    return {"pass_percent": 60, "questions": [{"type": "single", "id": f"{code}-q1", "value": question}]}
