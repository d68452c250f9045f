"""Every text that is kept about a person is either wiped by an erasure, or stays for a reason given here."""

from django.apps import apps
from django.db import models

from courses.models import Certification, Claim, Learner, Operator, Product, Submission
from courses.rights.erasing import REMOVED, WIPES

# What stays, because it names nobody: codes, hashes, numbers of parcels and marks.
STAYS = {
    "Claim": {"tracking_number", "order_number", "registration_number", "country", "flags"},
    "Evidence": {"sha256", "slip_reference"},
    "UsedReference": {"value"},
    "DbdApplication": {"number"},
    "PromotionService": {"agency", "country"},
    "Consent": {"notice_version"},
    "Submission": {"checklist"},
    "Attempt": {"answers", "phone_mark"},
    "Product": {"star_round"},
    # These have functions of their own in `courses.rights.erasing`.
    "Merge": {"changes"},
    "Operator": {"name", "name_key", "phone", "juristic_number", "area_code"},
}


def texts_of(model: type[models.Model]) -> set[str]:
    """Return the fields that can hold what somebody wrote."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    fields = [
        field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices
    ]
    return {field.name for field in fields if not field.primary_key}


def test_every_text_about_a_person_is_decided_upon() -> None:
    wiped = {wipe.table: {*wipe.blank, *wipe.words, *wipe.hashed, *wipe.opened} for wipe in WIPES}
    removed = {table for table, _whose in REMOVED}
    undecided = set()
    for model in apps.get_app_config("courses").get_models():
        # Straight at the person, or at what the person sent.
        owners = (Learner, Claim, Certification, Submission, Product, Operator)
        points = [field for field in model._meta.concrete_fields if field.related_model in owners]
        table = f"courses.{model.__name__}"
        if points and model is not Learner and table not in removed:
            left = texts_of(model) - wiped.get(table, set()) - STAYS.get(model.__name__, set())
            undecided |= {f"{model.__name__}.{name}" for name in left}
    assert not undecided, f"say in courses/rights/erasing.py what an erasure does with: {sorted(undecided)}"


def test_every_table_and_field_that_is_wiped_exists() -> None:
    for wipe in WIPES:
        names = {field.name for field in apps.get_model(wipe.table)._meta.concrete_fields}
        assert {*wipe.blank, *wipe.words, *wipe.hashed, *wipe.empty, *wipe.opened} <= names
    for table, _whose in REMOVED:
        assert apps.get_model(table)
