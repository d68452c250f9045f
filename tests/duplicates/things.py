"""Pairs of profiles, and what the register holds of people."""

from __future__ import annotations

from django.apps import apps

from courses.duplicates.models import DuplicatePair
from courses.models import Learner
from tests import build

# What is about profiles and not about what a person did.
BESIDE = {"auditentry", "merge", "duplicatepair", "duplicatecard", "duplicatekey", "recountrun"}


def pair_of(one: Learner, other: Learner, **fields: object) -> DuplicatePair:
    """Return the suspicion of two people, made without looking."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    values = {"score": 80, "reasons": [["name", 50, "The same name"]], "found_at": build.NOON, **fields}
    return DuplicatePair.objects.get_or_create(first=first, second=second, defaults=values)[0]


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the register, for comparing before and after."""
    return {
        model._meta.model_name: sorted(model.objects.values_list(), key=str)
        for model in apps.get_app_config("courses").get_models()
        if model._meta.model_name not in BESIDE
    }
