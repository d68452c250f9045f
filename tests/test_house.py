"""Nothing points upwards: neither a foreign key by name, nor what it leaves behind on the other side.

import-linter sees imports; it does not see `ForeignKey("courses.Cohort")`.
"""

from __future__ import annotations

from django.apps import apps
from django.db.models import Field, ForeignObjectRel, Model

from courses import models as register

APPS = ["cms", "courses", "media", "accounts"]
ROOMS = [
    "rights",
    "exports",
    "reports",
    "imports",
    "duplicates",
    "sync",
    "goals",
    "milestones",
    "ledgers",
    "clips",
    "shops",
    "practice",
    "progress",
    "quizzes",
    "cohorts",
    "catalogue",
    "people",
    "audit",
]


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


def room_of(model: type[Model]) -> str:
    """Return the room of a register's model: «courses.quizzes.models» is in quizzes."""
    return model.__module__.split(".")[1]


def points_down(source: type[Model], target: type[Model]) -> bool:
    """Tell whether one of our models may point to another: down the house, to the right in the register."""
    here, there = source._meta.app_label, target._meta.app_label
    if there not in APPS:
        return here == "cms"  # only the classroom knows Wagtail's models; `auth` is asked below
    if here != there:
        return APPS.index(here) < APPS.index(there)
    return here != "courses" or ROOMS.index(room_of(source)) <= ROOMS.index(room_of(target))


def relations(model: type[Model]) -> list[Field | ForeignObjectRel]:
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.is_relation and field.related_model is not None]


def test_every_model_of_the_register_lives_in_a_room() -> None:
    homeless = [
        m.__name__ for m in own_models() if m._meta.app_label == "courses" and room_of(m) not in ROOMS
    ]
    assert not homeless
    assert {m.__name__ for m in own_models() if m._meta.app_label == "courses"} <= set(dir(register))


def test_no_foreign_key_points_upwards() -> None:
    # Django's own groups and permissions come with every user model.
    allowed = {("User", "Group"), ("User", "Permission")}
    wrong = {
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in own_models()
        for field in relations(model)
        if isinstance(field, Field) and not points_down(model, field.related_model)
        if (model.__name__, field.related_model.__name__) not in allowed
    }
    assert not wrong


def test_what_is_left_on_the_other_side_comes_from_above_only() -> None:
    wrong = {
        f"{model.__name__} <- {field.related_model.__name__} ({field.get_accessor_name()})"
        for model in own_models()
        for field in relations(model)
        if isinstance(field, ForeignObjectRel)
        and field.related_model._meta.app_label in APPS
        and not points_down(field.related_model, model)
    }
    assert not wrong


def test_no_page_holds_a_lesson_and_no_lesson_a_page() -> None:
    touching = {
        (model.__name__, field.related_model.__name__)
        for model in own_models()
        for field in relations(model)
        if {model._meta.app_label, field.related_model._meta.app_label} == {"cms", "courses"}
    }
    assert not touching
