"""Definitions as data: seeded once, changed by a new version, one in force on any day."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from courses.goals.actions import change_definition
from courses.goals.errors import BadVersion
from courses.goals.models import Indicator, IndicatorCode
from courses.goals.seeds import FIRST_DAY, seed_indicators

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _definitions(db: None) -> None:
    seed_indicators()


def test_every_code_has_a_definition_in_both_languages() -> None:
    assert set(Indicator.objects.values_list("code", flat=True)) == set(IndicatorCode.values)
    for row in Indicator.objects.all():
        texts = (
            row.name_th,
            row.name_en,
            row.definition_th,
            row.definition_en,
            row.numerator_th,
            row.source_en,
        )
        assert all(texts), row.code
    assert seed_indicators() == 0


def test_a_changed_rule_is_a_new_version_and_the_old_year_keeps_its_own() -> None:
    change_definition("K1", effective_from=date(2026, 10, 1), definition_en="Counted another way.")
    last_year = Indicator.objects.in_force(date(2026, 9, 30)).get(code="K1")
    this_year = Indicator.objects.in_force(date(2026, 10, 1)).get(code="K1")
    assert (last_year.version, this_year.version) == (1, 2)
    assert this_year.definition_en == "Counted another way."
    assert this_year.name_th == last_year.name_th


def test_a_version_ends_the_day_before_the_next_begins() -> None:
    change_definition("K1", effective_from=date(2026, 10, 1))
    first, second = Indicator.objects.with_ends().of("K1")
    assert (first.effective_to, second.effective_to) == (date(2026, 9, 30), None)


def test_versions_cannot_overlap_whoever_writes_them() -> None:
    for day in (FIRST_DAY, date(2020, 1, 1)):
        with pytest.raises(BadVersion):
            change_definition("K1", effective_from=day)
    row = Indicator.objects.get(code="K1")
    row.pk, row.version = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_an_unknown_code_has_no_versions() -> None:
    with pytest.raises(BadVersion):
        change_definition("K99", effective_from=date(2026, 10, 1))
