"""A lesson whose clip is not ready: it asks, waits and appears by itself, or appears now."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import AwaitedLesson, LessonPage
from cms.publishing.awaited import publish_awaited
from media.models import Clip, ClipState, Rendition
from tests import build
from tests.build import People
from tests.cms.forms import lesson_form
from tests.cms.site import SmallSite, lesson, small_site
from tests.media import clips


@pytest.fixture
def site(db: None) -> SmallSite:
    return small_site()


@pytest.fixture
def editor(people: People, client: Client) -> Client:
    client.force_login(people.administrator)
    return client


def publish(editor: Client, page: LessonPage, clip: Clip, title: str):
    body = json.loads(json.dumps(list(page.body.raw_data), default=dict))
    block = next(one for one in body if one["type"] == "clip")
    block["value"] = {"source": "chosen", "clip": str(clip.key)}
    form = lesson_form(page, body=body, title=title, **{"action-publish": "1"})
    return editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


def title_of(page: LessonPage) -> str:
    return LessonPage.objects.get(pk=page.pk).title


def make_ready(clip: Clip) -> None:
    Rendition.objects.create(
        clip=clip, name="240p", path=f"{clip.key}/1/240p.mp4", size_bytes=9, duration_ms=9000
    )
    Clip.objects.filter(pk=clip.pk).update(
        state=ClipState.READY, duration_ms=9000, ready_at=build.NOON, revision=1
    )


def test_it_asks_names_the_clip_and_keeps_the_changes(site: SmallSite, editor: Client) -> None:
    page, clip = lesson(site), clips.waiting(title="ตลาดเช้า")
    sent = publish(editor, page, clip, "ชื่อใหม่")
    assert sent.url == reverse("lesson-waits", args=[page.pk])
    assert title_of(page) != "ชื่อใหม่"
    asked = editor.get(sent.url).content.decode()
    assert "ตลาดเช้า" in asked
    assert LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "ชื่อใหม่"


def test_it_appears_by_itself_when_the_clip_is_ready(site: SmallSite, editor: Client) -> None:
    page, clip = lesson(site), clips.waiting()
    sent = publish(editor, page, clip, "ชื่อใหม่")
    assert editor.post(sent.url).status_code == 302  # the default
    assert publish_awaited(build.NOON) == 0
    assert title_of(page) != "ชื่อใหม่"
    make_ready(clip)
    assert publish_awaited(build.NOON) == 1
    assert title_of(page) == "ชื่อใหม่"
    assert publish_awaited(build.NOON) == 0
    assert not AwaitedLesson.objects.exists()


def test_it_appears_now_without_the_clip(site: SmallSite, editor: Client) -> None:
    page = lesson(site)
    sent = publish(editor, page, clips.waiting(), "ชื่อใหม่")
    editor.post(sent.url, {"when": "now"})
    assert title_of(page) == "ชื่อใหม่"
    assert not AwaitedLesson.objects.exists()


def test_a_ready_clip_asks_nothing(site: SmallSite, editor: Client) -> None:
    page = lesson(site)
    sent = publish(editor, page, clips.ready(), "ชื่อใหม่")
    assert sent.status_code == 302
    assert "waits" not in sent.url
    assert title_of(page) == "ชื่อใหม่"
