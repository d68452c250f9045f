"""A prepared read finds what the plain queryset finds, field by field."""

from uuid import UUID

import pytest
from django.db import models

from courses.models import Lesson
from lms.accounts.models import Role, User
from lms.prepared import Prepared
from tests import build

pytestmark = pytest.mark.django_db
prepared = Prepared(lambda: User.objects.select_related("learner").filter(pk=0))


def values(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_it_finds_every_field_of_the_row_and_of_its_relation(django_assert_num_queries) -> None:
    learner = build.learner("สมใจ วงศ์ผ้า")
    with django_assert_num_queries(1):
        found = prepared.get(learner.user_id)
        assert found is not None
        assert found.learner.user is found
    assert values(found) == values(User.objects.get(pk=learner.user_id))
    assert values(found.learner) == values(type(learner).objects.get(pk=learner.pk))


def test_a_relation_that_is_not_there_stays_absent(django_assert_num_queries) -> None:
    trainer = build.staff(Role.TRAINER)
    with django_assert_num_queries(1):
        found = prepared.get(trainer.pk)
        assert not hasattr(found, "learner")


def test_it_finds_nothing_where_nothing_is() -> None:
    assert prepared.get(10**9) is None


def test_what_was_found_can_be_saved() -> None:
    found = prepared.get(build.learner().user_id)
    assert found is not None
    found.name = "ชื่อใหม่"
    found.save()
    assert User.objects.get(pk=found.pk).name == "ชื่อใหม่"


def test_several_values_are_taken_in_their_order() -> None:
    learner = build.learner("สมใจ วงศ์ผ้า")
    by_both = Prepared(lambda: User.objects.filter(pk=0).filter(name=""))
    assert by_both.get(learner.user_id, "สมใจ วงศ์ผ้า") == learner.user
    assert by_both.get(learner.user_id, "คนอื่น") is None


def test_all_rows_come_in_the_order_of_the_queryset(django_assert_num_queries) -> None:
    names = ["ก", "ข", "ค"]
    for name in reversed(names):
        build.learner(name)
    by_role = Prepared(lambda: User.objects.filter(role="").order_by("name").select_related("learner"))
    with django_assert_num_queries(1):
        found = by_role.all(Role.LEARNER)
        assert [one.learner.user_id for one in found] == [one.pk for one in found]
    assert [one.name for one in found] == names
    assert by_role.all(Role.MANAGER) == []


def test_a_uuid_is_taken_as_it_is() -> None:
    lesson = build.lesson("F1")
    by_key = Prepared(lambda: Lesson.objects.filter(key=UUID(int=0)))
    assert by_key.get(lesson.key) == lesson
    assert by_key.get(UUID(int=1)) is None


def test_too_few_values_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 values"):
        Prepared(lambda: User.objects.filter(pk=0, name="")).get(1)
