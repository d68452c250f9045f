"""The communities that the project knows from its source documents, and six made-up ones to try it with.

Na Kha and Phu Khae carry exactly the facts of programme document section 5.1: what no source gives
stays empty. The demonstration villages are those of section 5.3; their names say so.
"""

from dataclasses import dataclass

from django.db import transaction

from courses.cohorts.models import Community

SOURCE = "Bangkok Post, business/1599750, December 2018; area codes: DOPA list in geothai 3.2.1"
MADE_UP = "Made up for demonstration"


@dataclass(frozen=True)
class CommunitySeed:
    """One community as a source document or the demonstration gives it."""

    key: str
    name_th: str
    name_en: str
    area_code: str
    products_th: str
    products_en: str
    about_th: str = ""
    about_en: str = ""
    source: str = MADE_UP
    households: int | None = None
    inhabitants: int | None = None
    is_rural: bool | None = None
    is_demonstration: bool = True


REAL = [
    CommunitySeed(
        key="na-kha",
        name_th="ชุมชนตลาดผ้านาข่า",
        name_en="Ban Na Kha textile market community",
        area_code="410116",
        products_th="ผ้าทอมือฝ้าย, ผ้าไหม, ผ้าไหมมัดหมี่",
        products_en="handwoven cotton, silk, mudmee silk",
        about_th=(
            "ร้านในตลาด 120 ร้าน และร้านรอบตลาด 70 ร้าน เป็นร้านที่มีหน้าร้าน เจ้าของส่วนใหญ่อยู่บ้านนาข่า\n"
            "กระทรวงพาณิชย์กำหนดให้เป็นศูนย์กลางผ้าทอมือของอนุภูมิภาคลุ่มแม่น้ำโขง\n"
            "ที่เที่ยวใกล้เคียง: ทะเลบัวแดง, แหล่งโบราณคดีบ้านเชียง, วัดคำชะโนด"
        ),
        about_en=(
            "120 shops in the market and 70 around it, all physical shops; most owners live in Ban Na Kha.\n"
            "Assigned by the Commerce Ministry as handwoven textile centre of the Greater Mekong Subregion.\n"
            "Nearby: the Red Lotus Sea, the Ban Chiang archaeological site, Wat Kham Chanot."
        ),
        source=SOURCE,
        is_demonstration=False,
    ),
    CommunitySeed(
        key="phu-khae",
        name_th="ชุมชนตลาดพุแค",
        name_en="Phu Khae community market",
        area_code="191304",
        products_th="สมุนไพร, อาหารแปรรูป, ขนม, สินค้าเกษตร",
        products_en="herbs, processed food, sweets, farm produce",
        about_th="มีตลาดของชุมชน",
        about_en="Operates a community market.",
        source=SOURCE,
        is_demonstration=False,
    ),
]

DEMONSTRATION = [
    CommunitySeed(
        key="demo-cnx",
        name_th="บ้านดอยสาธิต (ตัวอย่าง)",
        name_en="Ban Doi Sathit (example)",
        area_code="50",
        products_th="ไม้แกะสลัก, เซรามิก",
        products_en="wood carving, ceramics",
        households=320,
        inhabitants=860,
        is_rural=True,
    ),
    CommunitySeed(
        key="demo-kkn",
        name_th="บ้านทุ่งสาธิต (ตัวอย่าง)",
        name_en="Ban Thung Sathit (example)",
        area_code="40",
        products_th="เสื่อกก, กระเป๋าสาน",
        products_en="reed mats, woven bags",
        households=410,
        inhabitants=1240,
        is_rural=True,
    ),
    CommunitySeed(
        key="demo-ska",
        name_th="บ้านเลสาธิต (ตัวอย่าง)",
        name_en="Ban Le Sathit (example)",
        area_code="90",
        products_th="ข้าวเกรียบปลา, น้ำพริก",
        products_en="fish crackers, chilli paste",
        households=280,
        inhabitants=790,
        is_rural=True,
    ),
    CommunitySeed(
        key="demo-chan",
        name_th="บ้านสวนสาธิต (ตัวอย่าง)",
        name_en="Ban Suan Sathit (example)",
        area_code="22",
        products_th="ผลไม้แปรรูป",
        products_en="processed fruit",
        households=360,
        inhabitants=1010,
        is_rural=True,
    ),
    CommunitySeed(
        key="demo-phet",
        name_th="บ้านตาลสาธิต (ตัวอย่าง)",
        name_en="Ban Tan Sathit (example)",
        area_code="76",
        products_th="น้ำตาลโตนด, ขนม",
        products_en="palm sugar, sweets",
        households=190,
        inhabitants=520,
        is_rural=True,
    ),
    CommunitySeed(
        key="demo-bkk",
        name_th="ศูนย์สาธิตเมือง (ตัวอย่าง)",
        name_en="City demonstration centre (example)",
        area_code="10",
        products_th="บรรจุภัณฑ์, งานมือ",
        products_en="packaging, handicraft",
        households=600,
        inhabitants=1700,
        is_rural=False,
    ),
]


@transaction.atomic
def load_communities(*, with_demonstration: bool = True) -> dict[str, Community]:
    """Make the communities that are missing and return all of them by key.

    What a manager changed since stays changed: a second run writes nothing.
    """
    seeds = [*REAL, *DEMONSTRATION] if with_demonstration else REAL
    return {seed.key: _load(seed) for seed in seeds}


def _load(seed: CommunitySeed) -> Community:
    there = Community.objects.filter(key=seed.key).first()
    if there is not None:
        return there
    community = Community(**vars(seed))
    community.full_clean()
    community.save()
    return community
