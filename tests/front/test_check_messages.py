"""The check for missing Thai finds what it is for, and every template of the project parses."""

from io import StringIO

import pytest
from babel.messages.catalog import Catalog
from django.core.management import call_command
from django.template import TemplateSyntaxError, engines

from lms.management.commands.check_messages import faults_of, keys_of


def catalogue(**words: str) -> Catalog:
    made = Catalog(locale="th")
    for msgid, thai in words.items():
        made.add(msgid, thai)
    return made


def test_whole_catalogue_has_no_fault() -> None:
    written = catalogue(Lesson="บทเรียน", Quiz="แบบทดสอบ")
    assert faults_of(written, keys_of(catalogue(Lesson="", Quiz=""))) == []


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (catalogue(Lesson="บทเรียน"), "missing: 'Quiz'"),
        (catalogue(Lesson="บทเรียน", Quiz=""), "not translated: 'Quiz'"),
        (catalogue(Lesson="บทเรียน", Quiz="แบบทดสอบ", Old="เก่า"), "not used any more: 'Old'"),
    ],
)
def test_missing_empty_and_unused_words_are_named(written: Catalog, fault: str) -> None:
    assert faults_of(written, keys_of(catalogue(Lesson="", Quiz=""))) == [fault]


def test_fuzzy_word_is_named() -> None:
    written = catalogue(Lesson="บทเรียน")
    written["Lesson"].flags.add("fuzzy")
    assert faults_of(written, keys_of(catalogue(Lesson=""))) == ["fuzzy: 'Lesson'"]


def test_same_word_in_two_contexts_is_two_words() -> None:
    written = Catalog(locale="th")
    written.add("Home", "หน้าแรก", context="tab")
    assert keys_of(written) == {("tab", "Home")}


def test_every_template_parses_and_a_broken_one_would_not() -> None:
    said = StringIO()
    call_command("check_templates", stdout=said)
    assert "templates parse" in said.getvalue()
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string("{% no_such_tag %}")
