"""Clips of sellers, made through the real actions."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from courses.models import Learner
from media.actions import store_photo
from media.models import StoredFile
from media.shop_clips.actions import make_shop_clip
from media.shop_clips.models import ShopClip
from tests import build
from tests.media.files import photo, upload

LINK = "https://shopee.co.th/mae.somjai"
FORM = {
    "product": "น้ำพริกปลาร้าสับ สูตรแม่สมใจ",
    "price_baht": "๕๙",
    "price_unit": "กระปุก",
    "place": "ต.นาข่า อ.เมืองอุดรธานี",
    "link": "shopee.co.th/mae.somjai",
    "words": "ตำมือทุกเช้า\nพี่ ๆ กี่กระปุกก็ส่ง",
    "length_s": "15",
}


def picture(owner: Learner, **shape: Any) -> StoredFile:
    return store_photo(owner.user, upload=upload(photo(**shape)), at=build.NOON)


def clip(owner: Learner, **facts: Any) -> ShopClip:
    asked = {
        "product": FORM["product"],
        "price_baht": Decimal(59),
        "price_unit": "กระปุก",
        "place": FORM["place"],
        "link": LINK,
        "words": FORM["words"],
        "at": build.NOON,
        **facts,
    }
    photos = asked.pop("photos", None) or [picture(owner)]
    return make_shop_clip(owner.user, clip_id=uuid.uuid4(), photos=photos, **asked)
