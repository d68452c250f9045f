"""What tests of claims are made of: pictures, lessons finished, claims sent and shops checked."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime, timedelta
from io import BytesIO

import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from courses.milestones.actions import claim_milestone, verify_claim
from courses.milestones.models import Certification, Claim, EvidenceKind, MilestoneCode
from courses.milestones.redact import say_nothing_to_cover
from courses.milestones.redact_models import Covering
from courses.milestones.slips import crc16
from courses.models import Cohort, CoreCompletion, Learner
from lms.accounts.models import Role, User
from media.actions import store_photo
from media.models import FileKind, StoredFile
from tests import build

NOON, TODAY = build.NOON, build.TODAY
SOLD_ON = date(2026, 11, 17)
TRACKING = "RR473124829TH"
ORDER, PARCEL = EvidenceKind.ORDER_SCREENSHOT, EvidenceKind.PARCEL_PHOTO
SLIP, REPORT = EvidenceKind.PAYMENT_SLIP, EvidenceKind.ORDER_REPORT
SHOP, CONTENT = EvidenceKind.SHOP_SCREENSHOT, EvidenceKind.CONTENT_SCREENSHOT


def picture(owner: Learner | User, content: str | None = None, *, said: bool = True) -> StoredFile:
    """A stored photo without its bytes; the same `content` is the same picture.

    A reviewer has said that there is nothing to cover in it, unless `said` is False.
    """
    user = owner.user if isinstance(owner, Learner) else owner
    name = uuid.uuid4()
    stored = StoredFile.objects.create(
        id=name,
        owner=user,
        kind=FileKind.PHOTO,
        path=f"{name.hex[:2]}/{name.hex}.jpg",
        content_type="image/jpeg",
        size_bytes=1000,
        sent_sha256=hashlib.sha256((content or name.hex).encode()).hexdigest(),
        width_px=600,
        height_px=900,
        created_at=NOON,
    )
    if said:
        by = User.objects.exclude(role=Role.LEARNER).first() or user
        Covering.objects.create(stored_file=stored, outcome="clean", by=by, at=NOON)
    return stored


def upload(name: str = "order.jpg", colour: str = "navy") -> SimpleUploadedFile:
    """A real JPEG as a phone sends it."""
    content = BytesIO()
    Image.new("RGB", (60, 90), colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def slip_text(
    reference: str = "202611170945123456", bank: str = "014", *, api: str = "000001", forged: bool = False
) -> str:
    """What stands in the QR of a bank slip, made by an encoder of our own as the banks publish it."""
    inner = "".join(
        f"{tag}{len(value):02}{value}" for tag, value in (("00", api), ("01", bank), ("02", reference))
    )
    text = f"00{len(inner):02}{inner}5102TH9104"
    return text + ("0000" if forged else crc16(text))


def slip_upload(text: str, name: str = "slip.jpg") -> SimpleUploadedFile:
    """A bank slip as a phone saves it: lines of text, and the QR in a corner."""
    slip = Image.new("RGB", (720, 1100), "white")
    draw = ImageDraw.Draw(slip)
    draw.rectangle((0, 0, 720, 160), fill=(78, 46, 127))
    for row in range(6):
        draw.rectangle((60, 230 + row * 70, 360 + row * 40, 254 + row * 70), fill=(60, 60, 60))
    code = BytesIO()
    segno.make(text, error="m", micro=False).save(code, kind="png", scale=5, border=4)
    slip.paste(Image.open(code).convert("RGB"), (420, 780))
    content = BytesIO()
    slip.save(content, "JPEG", quality=80)
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def slip_picture(owner: Learner, text: str | None = None) -> StoredFile:
    """A stored picture of a slip."""
    return store_photo(owner.user, upload=slip_upload(text or slip_text()), at=NOON)


def core_complete(learner: Learner, cohort: Cohort | None = None, at: datetime = NOON) -> CoreCompletion:
    """M3, in the cohort of the learner's enrolment."""
    enrolment = learner.enrolments.first()
    return CoreCompletion.objects.create(
        learner=learner,
        track=build.track("live", 4),
        cohort=cohort or (enrolment.cohort if enrolment else None),
        reached_at=at,
    )


def shop_claim(learner: Learner, **fields: object) -> Claim:
    values = {
        "claim_id": uuid.uuid4(),
        "milestone": MilestoneCode.SHOP_OPEN,
        "happened_on": SOLD_ON - timedelta(days=14),
        "platform": "tiktok",
        "shop_name": "ผ้าทอแม่สมใจ",
        "url": f"https://www.tiktok.com/@seller{learner.pk}",
        "at": NOON - timedelta(days=3),
        **fields,
    }
    return claim_milestone(learner, **values)  # type: ignore[arg-type]


def content_claim(learner: Learner, **fields: object) -> Claim:
    values = {
        "claim_id": uuid.uuid4(),
        "milestone": MilestoneCode.FIRST_CONTENT,
        "happened_on": SOLD_ON - timedelta(days=3),
        "url": f"https://www.tiktok.com/@seller{learner.pk}/live",
        "at": NOON - timedelta(days=2),
        **fields,
    }
    if "photos" not in values:
        values["photos"] = [(CONTENT, picture(learner))]
    return claim_milestone(learner, **values)  # type: ignore[arg-type]


def sale_claim(learner: Learner, **fields: object) -> Claim:
    """A first sale with strong evidence; without a number of its own it rests on two pictures."""
    values = {
        "claim_id": uuid.uuid4(),
        "milestone": MilestoneCode.FIRST_SALE,
        "happened_on": SOLD_ON,
        "at": NOON - timedelta(days=1),
        **fields,
    }
    if "photos" not in values:
        values["photos"] = [(ORDER, picture(learner)), (PARCEL, picture(learner))]
    return claim_milestone(learner, **values)  # type: ignore[arg-type]


def later_sale(learner: Learner, **fields: object) -> Claim:
    """A sale after the first one, with two weak pieces."""
    fields.setdefault("milestone", MilestoneCode.LATER_SALE)
    if fields["milestone"] == MilestoneCode.REGISTERED_MARK:
        fields.setdefault("photos", [])
    return sale_claim(learner, **{"at": NOON, **fields})


def ready_to_sell(learner: Learner, by: User) -> Claim:
    """Lessons finished and the shop checked; returns the shop's claim."""
    core_complete(learner)
    return verify_claim(shop_claim(learner), by=by, at=NOON - timedelta(days=2))


def certified(learner: Learner, by: User, **fields: object) -> Certification:
    """A learner counted as able to sell."""
    ready_to_sell(learner, by)
    claim = verify_claim(sale_claim(learner, **fields), by=by, at=NOON)
    return Certification.objects.get(claim=claim)


def stored_picture(owner: Learner, colour: str = "navy") -> StoredFile:
    """A photo that was really stored, so that it can be looked at."""
    return store_photo(owner.user, upload=upload(colour=colour), at=NOON)


def said(claim: Claim, by: User) -> Claim:
    """A claim of whose pictures its reviewer said that there is nothing to cover."""
    say_nothing_to_cover(claim, by=by, at=NOON)
    return claim
