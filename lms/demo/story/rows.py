"""The large programme: what came afterwards is written as the rows that the actions would have made."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from courses.ledgers.dbd import DbdApplication, DbdChecklist, DbdStatus, DbdTick
from courses.ledgers.dbd_actions import five_years_after
from courses.ledgers.models import Operator, PromotionService, ValueState
from courses.milestones.second_look_models import LookVerdict, SecondLook
from courses.shops.product_actions import check_product
from courses.shops.product_models import Product, ProductPhoto
from courses.shops.sales_models import MonthlySales
from lms.accounts.models import User
from lms.demo.story.bulk import insert
from lms.demo.story.files import Store, pool_master
from lms.demo.story.known import Known
from lms.demo.story.ledgers import Application, Service
from lms.demo.story.looks import Look
from lms.demo.story.shelves import Shelved, Told
from media.models import StoredFile

AT_ONCE = 2_000


def write_operators(acts: Iterable[Service | Application], officer: User) -> dict[int, int]:
    """Write the operator of everybody who has a row in a ledger; returns them by learner."""
    first: dict[int, tuple[Known, datetime]] = {}
    for act in acts:
        person = act.person
        if person.learner_id not in first or act.at < first[person.learner_id][1]:
            first[person.learner_id] = (person, act.at)
    made = Operator.objects.bulk_create(
        (
            Operator(
                learner_id=learner_id,
                area_code=person.area_code,
                is_demonstration=True,
                entered_by=officer,
                entered_at=at,
            )
            for learner_id, (person, at) in first.items()
        ),
        batch_size=AT_ONCE,
    )
    return {operator.learner_id: operator.pk for operator in made if operator.learner_id}


def write_services(services: list[Service], operators: dict[int, int], officer: User, manager: User) -> None:
    """Write the services."""
    insert(
        PromotionService,
        [
            {
                "operator_id": operators[one.person.learner_id],
                "is_demonstration": True,
                "entry_id": one.entry_id,
                "entered_by_id": officer.pk,
                "entered_at": one.at,
                **vars(one.facts),
                **_amount(one, manager),
            }
            for one in services
        ],
    )


def _amount(one: Service, manager: User) -> dict[str, Any]:
    if not one.facts.has_amount_to_confirm:
        return {}
    if one.decided_at is None:
        return {"value_state": ValueState.WAITING}
    state = ValueState.RETURNED if one.back else ValueState.CONFIRMED
    decided = {"value_by_id": manager.pk, "value_at": one.decided_at, "value_reason": one.back}
    return {"value_state": state, **decided}


def write_applications(applications: list[Application], operators: dict[int, int], officer: User) -> None:
    """Write the applications, what was ticked, and the renewals."""
    checklist = DbdChecklist.objects.first()
    assert checklist is not None
    made = []
    for one in applications:
        row = _application(one, operators[one.person.learner_id], checklist)
        row.entered_by_id = officer.pk if one.is_old else one.person.user_id
        made.append(row)
    DbdApplication.objects.bulk_create(made, batch_size=AT_ONCE)
    insert(
        DbdTick,
        [
            {
                "application_id": row.pk, "item_key": key, "ticked_by_id": one.person.user_id, "ticked_at": at
            }
            for one, row in zip(applications, made, strict=True)
            for key, at in one.ticks
        ],
    )  # fmt: skip
    DbdApplication.objects.bulk_create(
        _renewal(one, row, officer)
        for one, row in zip(applications, made, strict=True)
        if one.renewed_on is not None
    )


def _application(one: Application, operator_id: int, checklist: DbdChecklist) -> DbdApplication:
    status = DbdStatus.GRANTED if one.granted_on else DbdStatus.REFUSED if one.reason else DbdStatus.DRAFT
    if status == DbdStatus.DRAFT and one.sent_at:
        status = DbdStatus.SUBMITTED
    return DbdApplication(
        operator_id=operator_id,
        checklist=checklist,
        status=status,
        submitted_on=one.submitted_on,
        number=one.number,
        granted_on=one.granted_on,
        expires_on=five_years_after(one.granted_on) if one.granted_on else None,
        reason=one.reason,
        is_demonstration=True,
        entry_id=one.entry_id,
        entered_at=one.at,
    )


def _renewal(one: Application, old: DbdApplication, officer: User) -> DbdApplication:
    assert one.renewed_on is not None
    assert one.renewal_id is not None
    row = _application(one, old.operator_id, old.checklist)
    row.renewal_of, row.entry_id, row.entered_by = old, one.renewal_id, officer
    row.granted_on, row.expires_on = one.renewed_on, five_years_after(one.renewed_on)
    return row


def write_products(products: list[Shelved]) -> None:
    """Write the products with their photos, which share the pool's files."""
    store, photos = Store(), []
    for one in products:
        if one.photo and one.photo_id:
            store.keep(one.photo_id, pool_master(one.photo), one.person.user_id, one.at)
            photos.append({"product_id": one.id, "stored_file_id": one.photo_id, "position": 0})
    insert(StoredFile, store.rows)
    insert(
        Product,
        [
            {
                "id": one.id,
                "learner_id": one.person.learner_id,
                "created_at": one.at,
                "changed_at": one.at,
                **vars(check_product(one.facts, at=one.at)),
            }
            for one in products
        ],
    )
    insert(ProductPhoto, photos)


def write_months(told: list[Told]) -> None:
    """Write what was said of months."""
    insert(
        MonthlySales,
        [
            {
                "id": one.id, "learner_id": one.person.learner_id, "year_be": one.year_be, "month": one.month,
                "orders": one.orders, "amount_baht": one.amount_baht, "channel_id": one.shop,
                "sent_at": one.at,
            }
            for one in told
        ],
    )  # fmt: skip


def write_looks(looks: list[Look], manager: User) -> None:
    """Write the verdicts of second looks."""
    for one in looks:
        one.row.verdict = LookVerdict.FALLS if one.reason else LookVerdict.STANDS
        one.row.looked_by, one.row.looked_at, one.row.reason = manager, one.at, one.reason
    fields = ["verdict", "looked_by", "looked_at", "reason"]
    SecondLook.objects.bulk_update([one.row for one in looks], fields, batch_size=500)
