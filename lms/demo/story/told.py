"""The small demonstration: what came afterwards is told through the rooms' own actions, with their day."""

from collections.abc import Iterable

from courses.ledgers import actions, dbd_actions
from courses.ledgers.models import DbdApplication, DbdChecklist, Operator, PromotionService
from courses.ledgers.values import confirm_value, send_back_value
from courses.ledgers.whom import operator_of_learner
from courses.milestones.second_looks import look_again
from courses.models import Learner, Shop
from courses.shops.product_actions import keep_product
from courses.shops.sales_actions import tell_sales
from lms.accounts.models import User
from lms.demo.story.files import sent_bytes
from lms.demo.story.known import Known
from lms.demo.story.ledgers import Application, Service
from lms.demo.story.looks import Look
from lms.demo.story.shelves import Shelved, Told
from media.actions import make_photo


def _learners(rows: Iterable[Known]) -> dict[int, Learner]:
    found = Learner.objects.select_related("user").in_bulk({row.learner_id for row in rows})
    return dict(found)


def tell_ledgers(
    services: list[Service], applications: list[Application], officer: User, manager: User
) -> None:
    """Enter services as an officer does, prepare and decide applications; all in the order of time.

    The list of an application is the seller's, the rest an officer's.
    """
    acts: list[Service | Application] = sorted([*services, *applications], key=lambda act: act.at)
    learners, checklist = _learners(act.person for act in acts), DbdChecklist.objects.first()
    assert checklist is not None
    for act in acts:
        learner = learners[act.person.learner_id]
        operator = operator_of_learner(learner, by=officer, at=act.at)
        if isinstance(act, Service):
            row = actions.record_service(
                operator, facts=act.facts, entry_id=act.entry_id, by=officer, at=act.at
            )
            _decide_amount(act, row, manager)
        elif act.is_old:
            _enter_mark(act, operator, checklist, officer)
        else:
            _apply(act, operator, checklist, learner.user, officer)


def _decide_amount(one: Service, row: PromotionService, manager: User) -> None:
    if one.decided_at is None:
        return
    if one.back:
        send_back_value(row, by=manager, at=one.decided_at, reason=one.back)
    else:
        confirm_value(row, by=manager, at=one.decided_at)


def _enter_mark(one: Application, operator: Operator, checklist: DbdChecklist, officer: User) -> None:
    assert one.granted_on is not None
    mark = dbd_actions.enter_granted_mark(
        operator, checklist=checklist, number=one.number, granted_on=one.granted_on, entry_id=one.entry_id,
        by=officer, at=one.at,
    )  # fmt: skip
    if one.renewed_on is not None and one.renewal_id is not None:
        dbd_actions.enter_granted_mark(
            operator, checklist=checklist, number=one.number, granted_on=one.renewed_on, renewal_of=mark,
            entry_id=one.renewal_id, by=officer, at=one.at,
        )  # fmt: skip


def _apply(
    one: Application, operator: Operator, checklist: DbdChecklist, seller: User, officer: User
) -> DbdApplication:
    row = dbd_actions.open_application(
        operator, checklist=checklist, entry_id=one.entry_id, by=seller, at=one.at
    )
    for key, at in one.ticks:
        dbd_actions.tick_item(row, key=key, is_ready=True, by=seller, at=at)
    if one.submitted_on is not None:
        row = dbd_actions.submit(row, on=one.submitted_on, by=officer, at=one.sent_at or one.at)
    if one.granted_on is not None and one.decided_at is not None:
        return dbd_actions.grant(
            row, number=one.number, granted_on=one.granted_on, by=officer, at=one.decided_at
        )
    if one.reason and one.decided_at is not None:
        return dbd_actions.refuse(row, reason=one.reason, by=officer, at=one.decided_at)
    return row


def tell_products(products: list[Shelved]) -> None:
    """Put the products on their shelves, with their photos."""
    learners = _learners(one.person for one in products)
    for one in products:
        learner, photos = learners[one.person.learner_id], []
        if one.photo:
            photo = make_photo(learner.user, raw=sent_bytes(one.photo), at=one.at, name=one.photo_id)
            photo.save(force_insert=True)
            photos.append(photo)
        keep_product(learner, one.facts, product_id=one.id, photos=photos, at=one.at)


def tell_months(told: list[Told]) -> None:
    """Tell the sales of months."""
    learners = _learners(one.person for one in told)
    shops = Shop.objects.in_bulk({one.shop for one in told if one.shop is not None})
    for one in told:
        tell_sales(
            learners[one.person.learner_id], sales_id=one.id, year_be=one.year_be, month=one.month,
            orders=one.orders, amount_baht=one.amount_baht, channel=shops.get(one.shop or 0), at=one.at,
        )  # fmt: skip


def tell_looks(looks: list[Look], manager: User) -> None:
    """Look at certified first sales a second time."""
    for one in looks:
        look_again(one.row, by=manager, at=one.at, stands=not one.reason, reason=one.reason)
