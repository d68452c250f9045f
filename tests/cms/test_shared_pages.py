"""Shared pages: no query on a repeat, 304, fresh everywhere, nothing personal, nothing stale."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.models import SharedPage
from cms.shared import shelf as shelf_module
from cms.shared.figures import refresh_shared_pages
from cms.shared.shelf import Shelf, shelf
from cms.shared.store import generation, keep
from courses.cohorts import programme
from courses.goals.models import IndicatorCode, Target
from lms.dates import fiscal_year_be, now, today
from tests.build import NOON, People
from tests.cms.site import SmallSite, lesson, small_site

PATH = "/lessons/foundation/f1/"


@pytest.fixture
def site(db: None) -> SmallSite:
    made = small_site()
    lesson(made)
    return made


def test_a_repeat_asks_the_database_nothing(
    site: SmallSite, client: Client, django_assert_num_queries
) -> None:
    first = client.get(PATH)
    client.get(PATH)
    with django_assert_num_queries(0):
        again = client.get(PATH)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content


def test_the_reader_who_has_it_gets_304(site: SmallSite, client: Client, django_assert_num_queries) -> None:
    tag = client.get(PATH).headers["ETag"]
    client.get(PATH)
    with django_assert_num_queries(0):
        answer = client.get(PATH, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["ETag"] == tag


def test_headers_are_those_of_a_page_for_everybody(site: SmallSite, client: Client, people: People) -> None:
    client.force_login(people.learner.user)
    for answer in (client.get(PATH), client.get(PATH)):
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Language"] == "th"
        assert "default-src" in answer.headers["Content-Security-Policy"]
        assert not answer.cookies
        assert people.learner.user.name not in answer.content.decode()
        assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_it_travels_packed_where_it_can_be_unpacked(site: SmallSite, client: Client) -> None:
    plain = client.get(PATH)
    packed = client.get(PATH, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain.headers


def test_head_is_answered_without_a_body(site: SmallSite, client: Client) -> None:
    length = client.get(PATH).headers["Content-Length"]
    answer = client.head(PATH)
    assert answer.content == b""
    assert answer.headers["Content-Length"] == length


def test_marks_of_a_shared_link_change_nothing(
    site: SmallSite, client: Client, django_assert_num_queries
) -> None:
    client.get(PATH)
    client.get(PATH)
    with django_assert_num_queries(0):
        assert client.get(PATH + "?fbclid=x").status_code == 200


def test_publishing_shows_at_once(
    site: SmallSite, client: Client, django_capture_on_commit_callbacks
) -> None:
    client.get(PATH)
    page = site.course["th"].get_children().first().specific
    page.title = "ชื่อใหม่"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert "ชื่อใหม่" in client.get(PATH).content.decode()
    assert "ชื่อใหม่" in client.get("/lessons/").content.decode()


def test_another_process_shows_it_within_two_seconds(site: SmallSite, client: Client, monkeypatch) -> None:
    client.get(PATH)
    clock = [1000.0]
    monkeypatch.setattr(shelf_module.time, "monotonic", lambda: clock[0])
    other = Shelf()
    other.pages()[PATH] = shelf.find(PATH)
    assert other.find(PATH) is not None
    site.course["th"].get_children().first().specific.unpublish()
    clock[0] += 1.6
    assert other.find(PATH) is None


def test_what_is_gone_is_gone_with_its_children(
    site: SmallSite, client: Client, django_capture_on_commit_callbacks
) -> None:
    client.get(PATH)
    with django_capture_on_commit_callbacks(execute=True):
        site.course["th"].delete()
    assert client.get(PATH).status_code == 404
    assert client.get("/lessons/foundation/").status_code == 404


def test_a_new_address_replaces_the_old_one(
    site: SmallSite, client: Client, django_capture_on_commit_callbacks
) -> None:
    client.get(PATH)
    course = site.course["th"]
    course.refresh_from_db()
    course.slug = "basics"
    with django_capture_on_commit_callbacks(execute=True):
        course.save_revision().publish()
    moved = client.get(PATH)
    assert (moved.status_code, moved.headers["Location"]) == (301, "/lessons/basics/f1/")
    assert client.get("/lessons/basics/f1/").status_code == 200


def test_a_restricted_page_is_never_stored(
    site: SmallSite, client: Client, django_capture_on_commit_callbacks
) -> None:
    client.get(PATH)
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=site.course["th"], restriction_type="login")
    answer = client.get(PATH)
    assert answer.status_code == 302
    assert not SharedPage.objects.filter(path=PATH).exists()


def test_html_rendered_before_a_publish_is_not_kept_after_it(site: SmallSite) -> None:
    seen = generation()
    site.course["th"].save_revision().publish()
    kept = keep(path="/x/", language="th", page_id=1, html=b"old", seen_generation=seen, at=NOON)
    assert kept is None
    assert not SharedPage.objects.filter(path="/x/").exists()


def test_a_draft_is_not_found(site: SmallSite, client: Client) -> None:
    lesson(site, "F2").unpublish()
    assert client.get("/lessons/foundation/f2/").status_code == 404


def test_wrong_method_is_refused(site: SmallSite, client: Client) -> None:
    client.get(PATH)
    assert client.post(PATH).status_code == 405


def test_a_changed_figure_reaches_the_front_page(site: SmallSite, client: Client) -> None:
    assert refresh_shared_pages(NOON)
    assert not refresh_shared_pages(NOON)
    client.get("/")
    Target.objects.create(indicator=IndicatorCode.K1, year_be=fiscal_year_be(today()), value=5000)
    assert "5,000" not in client.get("/").content.decode()
    assert refresh_shared_pages(now())
    shelf.clear()
    page = client.get("/").content.decode()
    assert "5,000" in page
    assert 'href="/number/"' in page


def test_a_demonstration_site_says_so_on_every_shared_page(site: SmallSite, client: Client) -> None:
    refresh_shared_pages(NOON)
    before = client.get(PATH).content.decode()
    programme.set_demonstration(True)
    assert refresh_shared_pages(NOON)
    shelf.clear()
    after = client.get(PATH).content.decode()
    assert "demo-banner" in after
    assert "demo-banner" not in before
