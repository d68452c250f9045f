"""Quiz content is checked, brought into one shape and hashed."""

import json

import pytest

from courses.quizzes.content import canonical_json, compile_quiz, sha256_of
from courses.quizzes.errors import QuizContentRefused
from tests import build

NUMBER = {"id": "n", "kind": "number", "text": {"th": "เท่าไร"}, "answer": {"value": "200"}}


def test_shape_is_filled_and_the_hash_is_that_of_the_canonical_json() -> None:
    compiled = compile_quiz({"questions": [NUMBER]})
    question = compiled.content["questions"][0]
    assert compiled.pass_percent == 60
    assert question["points"] == 1
    assert question["answer"] == {"value": "200", "tolerance": "0"}
    assert question["text"] == {"th": "เท่าไร", "en": ""}
    assert compiled.sha256 == sha256_of(compiled.content)
    assert canonical_json(compiled.content).startswith('{"pass_percent":60,"questions":[{"answer":')


def test_order_of_keys_and_of_right_options_does_not_change_the_hash() -> None:
    one = build.choice("q", kind="several") | {"answer": ["c", "a"]}
    other = dict(reversed((build.choice("q", kind="several") | {"answer": ["a", "c"]}).items()))
    assert compile_quiz(build.quiz(one)).sha256 == compile_quiz(build.quiz(other)).sha256


def test_a_changed_word_changes_the_hash() -> None:
    changed = build.quiz(build.choice("q1", why={"th": "อีกเหตุผล"}))
    assert compile_quiz(changed).sha256 != compile_quiz(build.quiz(build.choice("q1"))).sha256


def test_content_read_back_from_json_has_the_same_hash() -> None:
    compiled = compile_quiz(build.quiz())
    assert sha256_of(json.loads(json.dumps(compiled.content))) == compiled.sha256


@pytest.mark.parametrize(
    ("quiz", "place"),
    [
        (None, "quiz: must be an object"),
        ({}, "questions: must be a list"),
        ({"questions": []}, "questions: must be a list"),
        ({"questions": ["x"]}, "question 1, must be an object"),
        ({"questions": [NUMBER], "title": "x"}, "unknown key 'title'"),
        ({"questions": [NUMBER], "pass_percent": 101}, "pass_percent"),
        ({"questions": [NUMBER], "pass_percent": 59.5}, "pass_percent"),
        ({"questions": [NUMBER], "pass_percent": True}, "pass_percent"),
        ({"questions": [NUMBER, NUMBER]}, "question 2, id: is used by another"),
        ({"questions": [{**NUMBER, "kind": "essay"}]}, "kind: must be one of"),
        ({"questions": [{**NUMBER, "options": []}]}, "unknown key 'options'"),
        ({"questions": [{**NUMBER, "points": 0}]}, "points"),
        ({"questions": [{**NUMBER, "id": ""}]}, "id: must be"),
        ({"questions": [{**NUMBER, "text": {"en": "only"}}]}, "text: the Thai text is missing"),
        ({"questions": [{**NUMBER, "text": {"th": "ก", "de": "x"}}]}, "text: must have th"),
        ({"questions": [{**NUMBER, "text": {"th": "ก\x00"}}]}, "text: must be text"),
        ({"questions": [{**NUMBER, "text": {"th": "\ud800"}}]}, "broken character"),
        ({"questions": [{**NUMBER, "answer": {"value": 200}}]}, "answer: value"),
        ({"questions": [{**NUMBER, "answer": {"value": "1e3"}}]}, "answer: value"),
        ({"questions": [{**NUMBER, "answer": {"value": "2", "tolerance": "-1"}}]}, "answer: tolerance"),
        ({"questions": [build.choice("q", answer="z")]}, "answer: must list ids"),
        ({"questions": [build.choice("q") | {"answer": []}]}, "answer: must list ids"),
        ({"questions": [build.choice("q") | {"answer": ["a", "b"]}]}, "exactly one"),
        ({"questions": [build.choice("q") | {"answer": [["a"]]}]}, "answer: must list ids"),
        ({"questions": [build.choice("q") | {"options": []}]}, "options: must be a list"),
        ({"questions": [build.choice("q", options=[{"id": "a", "text": {"th": "ก"}}] * 2)]}, "same id"),
        ({"questions": [{**NUMBER, "kind": "truefalse", "answer": "true"}]}, "must be true or false"),
    ],
)
def test_mistakes_are_refused_with_their_place(quiz: object, place: str) -> None:
    with pytest.raises(QuizContentRefused) as refused:
        compile_quiz(quiz)
    assert any(place in problem for problem in refused.value.problems)


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(QuizContentRefused) as refused:
        compile_quiz({"questions": [{**NUMBER, "points": 0}, {**NUMBER, "id": "?"}]})
    assert len(refused.value.problems) == 2
