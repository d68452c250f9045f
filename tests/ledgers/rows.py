"""What tests of the ledgers are made of."""

from __future__ import annotations

import itertools
import uuid
from datetime import date, timedelta

from courses.ledgers import actions, campaign_actions, dbd_actions
from courses.ledgers.checklists import checklist_on, items_of, load_checklists
from courses.ledgers.facts import ServiceFacts
from courses.ledgers.models import (
    Campaign,
    CampaignPost,
    DbdApplication,
    Influencer,
    Operator,
    PromotionService,
    ReachReading,
)
from courses.ledgers.whom import operator_of_learner, outside_operator
from courses.models import DbdChecklist, Learner
from lms.accounts.models import User
from tests import build

NOON, TODAY = build.NOON, build.TODAY
YEAR = 2570  # the fiscal year of TODAY
_numbers = itertools.count(1)


def facts(kind: str = "session", day: date = TODAY, **fields: object) -> ServiceFacts:
    more: dict[str, object] = {"country": "CN", "agency": "DITP"}
    if kind == "matching":
        more["outcome"] = "none"
    if kind == "listing":
        more["url"] = f"https://www.amazon.com/dp/B0{next(_numbers):06d}"
    return ServiceFacts(kind=kind, day=day, **{**more, **fields})


def inside(learner: Learner, by: User | None = None) -> Operator:
    return operator_of_learner(learner, by=by, at=NOON)


def outside(by: User, name: str | None = None, area_code: str = "41", **fields: object) -> Operator:
    number = next(_numbers)
    fields.setdefault("phone", f"08{10_000_000 + number}")
    return outside_operator(name=name or f"คนนอก {number}", area_code=area_code, by=by, at=NOON, **fields)


def service(
    operator: Operator, by: User, kind: str = "session", day: date = TODAY, **fields: object
) -> PromotionService:
    fields = {"is_sure": True, "entry_id": uuid.uuid4(), **fields}
    own = {name: fields.pop(name) for name in ("is_sure", "entry_id")}
    return actions.record_service(operator, facts=facts(kind, day, **fields), by=by, at=NOON, **own)


def checklist(version: int = 2) -> DbdChecklist:
    load_checklists()
    return DbdChecklist.objects.get(version=version)


def draft(operator: Operator, by: User, **fields: object) -> DbdApplication:
    load_checklists()
    values = {"checklist": checklist_on(TODAY), "entry_id": uuid.uuid4(), **fields}
    return dbd_actions.open_application(operator, by=by, at=NOON, **values)


def ready(application: DbdApplication, by: User) -> DbdApplication:
    for item in items_of(application):
        dbd_actions.tick_item(application, key=item.key, is_ready=True, by=by, at=NOON)
    return application


def submitted(operator: Operator, by: User, **fields: object) -> DbdApplication:
    application = ready(draft(operator, by, **fields), by)
    return dbd_actions.submit(application, on=TODAY - timedelta(days=30), by=by, at=NOON)


def mark(
    operator: Operator,
    by: User,
    granted_on: date = TODAY - timedelta(days=20),
    number: str = "",
    **fields: object,
) -> DbdApplication:
    values = {
        "checklist": checklist(),
        "number": number or f"TM{next(_numbers):06d}",
        "granted_on": granted_on,
        "entry_id": uuid.uuid4(),
        "is_sure": True,
        **fields,
    }
    return dbd_actions.enter_granted_mark(operator, by=by, at=NOON, **values)


def influencer(by: User, handle: str = "", **fields: object) -> Influencer:
    values = {"name": "หลิน", "country": "CN", "consent_on": TODAY - timedelta(days=60), **fields}
    handle = handle or f"https://www.tiktok.com/@lin{next(_numbers)}"
    return campaign_actions.save_influencer(None, handles=[handle], by=by, at=NOON, **values)


def campaign(by: User, **fields: object) -> Campaign:
    facts = {
        "title": "ผ้าไหมนาข่า",
        "product": "ผ้าไหมมัดหมี่",
        "area_code": "41",
        "counsellor_post": "สคต. เซี่ยงไฮ้",
        "brief": "",
        "starts_on": TODAY - timedelta(days=40),
        "ends_on": TODAY + timedelta(days=40),
        **fields,
    }
    return campaign_actions.save_campaign(None, facts=facts, entry_id=uuid.uuid4(), by=by, at=NOON)


def post(of: Campaign, by: User, **fields: object) -> CampaignPost:
    values = {
        "influencer": fields.pop("influencer", None) or influencer(by),
        "url": f"https://www.tiktok.com/@lin/video/{next(_numbers)}",
        "posted_on": TODAY - timedelta(days=10),
        "entry_id": uuid.uuid4(),
        **fields,
    }
    return campaign_actions.add_post(of, by=by, at=NOON, **values)


def reading(of: CampaignPost, by: User, reach: int, day: date = TODAY, **fields: object) -> ReachReading:
    values = {"entry_id": uuid.uuid4(), **fields}
    return campaign_actions.add_reading(of, reach=reach, read_on=day, by=by, at=NOON, **values)
