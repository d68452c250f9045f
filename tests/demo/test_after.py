"""What comes after the first sale: the same told or written in bulk, true to the recount, twice the same."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models, transaction

from courses.cohorts import programme
from courses.ledgers.counting import count_k2, count_k3, reach
from courses.ledgers.models import DbdApplication, DbdReminder, DbdTick, Operator, PromotionService
from courses.milestones.follow_up_models import FollowUp
from courses.milestones.follow_ups import ask_what_is_due
from courses.milestones.second_looks import second_look_rate
from courses.models import Correction, DuplicatePair, SecondLook
from courses.reports.months.models import MonthClose
from courses.reports.months.restating import restate
from courses.reports.recounting.run import recount_figures
from courses.shops.product_models import Product, ProductPhoto
from courses.shops.sales_models import MonthlySales
from lms.demo import logins
from lms.demo.story.after import fill_desks, go_on
from lms.demo.story.draw import draw
from lms.demo.story.lessons import lesson_specs
from lms.demo.story.write import write
from media.models import StoredFile
from tests.build import NOON
from tests.demo.things import place

pytestmark = [pytest.mark.django_db, pytest.mark.film]
YEAR = 2570  # the fiscal year of NOON
TABLES: tuple[type[models.Model], ...] = (
    Operator, PromotionService, DbdApplication, DbdTick, DbdReminder, Product, ProductPhoto, MonthlySales,
    SecondLook, FollowUp,
)  # fmt: skip
# Made by the database, or by the clock when a mark is seen to be over.
NOT_COMPARED = {"id", "certification", "claim", "channel", "stored_file", "entered_by"}
PEOPLE = 80


def facts_of(row: models.Model) -> tuple[tuple[str, str], ...]:
    """Return what a row says, with the people and rows behind it under names that both ways share."""
    facts: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in NOT_COMPARED:
            continue
        value = getattr(row, field.name)
        if isinstance(value, Operator):
            value = value.learner_id
        elif isinstance(value, DbdApplication):
            value = value.entry_id
        facts[field.name] = value.pk if isinstance(value, models.Model) else value
    return tuple((name, repr(value)) for name, value in sorted(facts.items()))


def snapshot() -> dict[str, Counter[tuple[tuple[str, str], ...]]]:
    return {model.__name__: Counter(facts_of(row) for row in model.objects.all()) for model in TABLES}


@pytest.fixture(scope="module")
def small(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """A small demonstration, told to its end; what bulk would have written lies beside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        place()
        write(draw(PEOPLE, 1, NOON, lesson_specs()))
        go_on(seed=1, now=NOON, in_bulk=True)
        bulk = snapshot()
        photos = list(ProductPhoto.objects.values_list("stored_file", flat=True))
        for model in (DbdTick, DbdReminder, ProductPhoto, Product, MonthlySales, FollowUp, PromotionService):
            model.objects.all().delete()
        StoredFile.objects.filter(pk__in=photos).delete()
        DbdApplication.objects.exclude(renewal_of=None).delete()
        DbdApplication.objects.all().delete()
        Operator.objects.all().delete()
        SecondLook.objects.update(verdict="", looked_by=None, looked_at=None, reason="")
        go_on(seed=1, now=NOON, in_bulk=False)
        told = snapshot()
        fill_desks(seed=1, now=NOON, find_pairs=True)
        yield {"bulk": bulk, "told": told}
        transaction.set_rollback(True)
    programme.forget()


def test_bulk_writes_the_rows_that_the_actions_make(small: dict[str, Any]) -> None:
    for name, rows in small["told"].items():
        assert small["bulk"][name] == rows, name
        assert rows, f"nothing was told of {name}: it proves nothing about it"


def test_the_clock_finds_nothing_left_to_ask(small: dict[str, Any]) -> None:
    assert {row.after_days for row in FollowUp.objects.all()} == {30, 90, 180}
    assert FollowUp.objects.filter(answer="").exists()
    assert FollowUp.objects.filter(after_days=90, claim__milestone="M7", claim__state="verified").exists()
    assert ask_what_is_due(NOON) == 0


def test_ledgers_count_people_and_marks_and_reach(small: dict[str, Any]) -> None:
    kinds = count_k2(YEAR, demonstration=True, by="kind")
    assert set(kinds.by) == {"session", "matching", "listing", "clinic"}
    assert 0 < kinds.value < sum(kinds.by.values()), "some people had several services"
    assert count_k3(YEAR, demonstration=True).value > 0
    assert reach(YEAR, demonstration=True).value > 0
    states = {"draft", "submitted", "granted", "expired", "refused"}
    assert set(DbdApplication.objects.values_list("status", flat=True)) == states
    assert DbdApplication.objects.filter(renewal_of__isnull=False).exists()
    assert DbdReminder.objects.exists()


def test_every_year_prints_its_failure_rate(small: dict[str, Any]) -> None:
    for year in (YEAR - 1, YEAR):
        rate = second_look_rate(year, NOON, demonstration=True)
        assert rate.percent is not None
        assert rate.failed > 0


def test_a_closed_month_is_restated_and_something_waits_on_every_desk(small: dict[str, Any]) -> None:
    lines = [line for one in restate(list(MonthClose.objects.all())) for line in one.lines]
    assert [(line.reason, line.delta) for line in lines] == [("revoked", -1)]
    assert Correction.objects.filter(state="asked").count() == 1
    assert DuplicatePair.objects.filter(state="open").count() == 1


def test_somjai_has_her_cloth_her_list_and_two_months(small: dict[str, Any]) -> None:
    somjai = logins.named_learner()
    assert somjai is not None
    cloth = somjai.products.get()
    assert (cloth.name, cloth.stars, cloth.photos.count()) == ("ผ้าซิ่นมัดหมี่ ลายนาค", "★★★★", 1)
    assert [(row.month, row.orders) for row in somjai.monthly_sales.order_by("sent_at")] == [(9, 0), (10, 3)]
    assert DbdApplication.objects.get(operator__learner=somjai).ticks.count() == 1


def test_recount_finds_no_drift_in_the_small_demonstration(small: dict[str, Any]) -> None:
    assert recount_figures(NOON).drift == []
