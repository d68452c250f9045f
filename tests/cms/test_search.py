"""Searching lessons in Thai: words inside sentences, misspelt vowels, and what to do when nothing fits."""

from __future__ import annotations

import pytest
from django.test import Client

from cms.publishing.facts import search_text
from tests.cms.site import SmallSite, lesson, small_site


@pytest.fixture
def site(db: None) -> SmallSite:
    made = small_site()
    lesson(made, "L1", title="การขายผ่านไลฟ์สดให้ปัง")
    lesson(made, "F2", title="รู้ต้นทุนก่อนตั้งราคา")
    lesson(made, "S4", title="แพ็กของ ส่งของ และเก็บเงินปลายทาง")
    return made


def found(client: Client, query: str, where: str = "/lessons/") -> str:
    text = client.get(where, {"q": query}).content.decode()
    start = text.index('id="found"')
    return text[start : text.index("</section>", start)]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("ไลฟ์สด", "การขายผ่านไลฟ์สด"),
        ("ราคา", "ตั้งราคา"),
        ("เเพ็ก", "แพ็กของ"),
        ("  ส่งของ   แพ็ก ", "แพ็กของ"),
        ("l1", "การขายผ่านไลฟ์สด"),
    ],
)
def test_a_word_inside_a_title_is_found(site: SmallSite, client: Client, query: str, title: str) -> None:
    assert title in found(client, query)


def test_nothing_found_says_what_to_do(site: SmallSite, client: Client) -> None:
    text = found(client, "กขฃค")
    assert "ไม่พบบทเรียน" in text
    assert "คำที่สั้นลง" in text


@pytest.mark.parametrize("query", ["\x00", "%", "'", "<script>", "ก" * 5000, "\ud7ff", "  "])
def test_odd_queries_do_no_harm(site: SmallSite, client: Client, query: str) -> None:
    page = client.get("/lessons/", {"q": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert f'value="{query}"' not in page.content.decode() or "<" not in query


def test_a_withdrawn_lesson_is_not_found(site: SmallSite, client: Client) -> None:
    site.course["th"].get_children().get(slug="f2").specific.unpublish()
    assert "ตั้งราคา" not in found(client, "ราคา")


def test_english_titles_are_found_too(site: SmallSite, client: Client) -> None:
    thai = site.course["th"].get_children().get(slug="l1").specific
    lesson(site, "L1", language="en", title="Selling live", translation_key=thai.translation_key)
    assert "Selling live" in found(client, "selling", "/en/lessons/")
    assert "การขายผ่านไลฟ์สด" in found(client, "selling")


def test_the_text_is_folded_when_it_is_published(site: SmallSite) -> None:
    page = site.course["th"].get_children().get(slug="f2").specific
    text = search_text(page, None)
    assert text == text.casefold()
    assert "พื้นฐาน" in text


def test_a_repeated_search_asks_little(
    site: SmallSite, client: Client, django_assert_max_num_queries
) -> None:
    client.get("/lessons/", {"q": "ราคา"})
    with django_assert_max_num_queries(14):
        client.get("/lessons/", {"q": "ราคา"})
