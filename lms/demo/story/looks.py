"""The second looks: those of a few days ago were taken by another manager, and some did not stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from courses.milestones.second_look_models import SecondLook
from lms.demo import logins
from lms.demo.story.clock import later, some_days

SHARE_THAT_FALLS = 0.04
REASONS = (
    "เลขพัสดุนี้ไปรษณีย์ยังไม่รับเข้าระบบ ไม่มีหลักฐานว่าส่งจริง",
    "ผู้ซื้อกับผู้ขายอยู่บ้านเดียวกัน ขอหลักฐานการขายให้คนอื่น",
    "วันที่ในรูปคำสั่งซื้อกับใบส่งของไม่ตรงกัน",
)


@dataclass(frozen=True)
class Look:
    """One second look that was taken; `reason` is empty where the certification stands."""

    row: SecondLook
    at: datetime
    reason: str


def draw_looks(now: datetime, seed: int) -> Iterator[Look]:
    """Yield the looks that were taken until now, the oldest first.

    The first one of each fiscal year did not stand, so that the rate beside the headline is no zero. What
    the manager verified waits for somebody else.
    """
    rng, years = Random(f"{seed}/looks"), set()
    rows = SecondLook.objects.select_related(
        "claim__learner__user", "claim__certification", "first_decider"
    ).order_by("drawn_at", "claim_id")
    for row in rows:
        at = later(row.drawn_at, some_days(6, rng), rng)
        falls = rng.random() < SHARE_THAT_FALLS
        if at > now or row.first_decider.email == logins.MANAGER.email:
            continue
        certification = getattr(row.claim, "certification", None)
        if certification is not None and not certification.is_baseline_seller:
            falls |= certification.fiscal_year_be not in years
            years.add(certification.fiscal_year_be)
        yield Look(row, at, rng.choice(REASONS) if falls else "")
