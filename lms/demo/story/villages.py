"""What goes well and what goes wrong in each community of the demonstration.

The stories are those of programme document section 5.3; the figures that carry them are invented.
Chances are between 0 and 1, paces in days.
"""

from dataclasses import dataclass, field

SHOP, CLIPS, LIVE = "online-shop", "short-clips", "live-streaming"


@dataclass(frozen=True)
class Village:
    """How people of one community tend to go through the programme."""

    key: str
    trainer: str
    share: float
    cohorts: int = 3
    tracks: dict[str, float] = field(default_factory=lambda: {SHOP: 5, CLIPS: 3, LIVE: 2})
    stays_silent: float = 0.08
    gives_up_a_lesson: float = 0.025
    days_a_lesson: float = 4.5
    knows_an_answer: float = 0.86
    work_comes_back: float = 0.16
    reviewer_days: float = 1.6
    opens_a_shop: float = 0.82
    posts_content: float = 0.6
    makes_a_sale: float = 0.7
    days_to_a_sale: float = 18.0
    sale_comes_back: float = 0.08
    sold_before: float = 0.08
    selling_months: frozenset[int] = frozenset(range(1, 13))
    channels: tuple[str, ...] = ("shopee", "facebook", "tiktok", "line")
    goods: tuple[str, ...] = ("สินค้าชุมชน",)
    title_th: str = "ขายออนไลน์ให้ถึงชิ้นแรก"
    title_en: str = "Selling online up to the first sale"


VILLAGES = (
    Village(
        key="na-kha",
        trainer="ครูอรทัย ใจงาม",
        share=0.13,
        cohorts=1,
        tracks={SHOP: 3, CLIPS: 4, LIVE: 5},
        posts_content=0.75,
        channels=("tiktok", "facebook", "shopee"),
        goods=("ผ้าซิ่นมัดหมี่ลายนาค", "ผ้าฝ้ายทอมือ", "ผ้าคลุมไหล่ไหม", "เสื้อผ้าฝ้าย", "ผ้าขาวม้า"),
        title_th="ขายผ้าทอด้วยไลฟ์และคลิปสั้น",
        title_en="Selling handwoven cloth by live and short clips",
    ),
    Village(
        key="phu-khae",
        trainer="ครูสุนันทา พรหมดี",
        share=0.09,
        cohorts=1,
        opens_a_shop=0.58,
        goods=("ลูกประคบสมุนไพร", "ชาใบหม่อน", "น้ำพริกเผา", "กล้วยตาก"),
        title_th="สมุนไพรและของกินในร้านออนไลน์",
        title_en="Herbs and food in an online shop",
    ),
    Village(
        key="demo-cnx",  # strong clips, weak dispatch
        trainer="ครูเกศินี ไชยวงศ์",
        share=0.15,
        tracks={SHOP: 1, CLIPS: 7, LIVE: 2},
        knows_an_answer=0.93,
        posts_content=0.92,
        makes_a_sale=0.42,
        days_to_a_sale=38,
        sale_comes_back=0.34,
        goods=("ช้างไม้แกะสลัก", "แจกันเซรามิก", "ถ้วยกาแฟเซรามิก"),
    ),
    Village(
        key="demo-kkn",  # high enrolment, drop at shop opening
        trainer="ครูบุญเลิศ โพธิ์ศรี",
        share=0.24,
        opens_a_shop=0.3,
        goods=("เสื่อกก", "กระเป๋าสาน", "ตะกร้าสาน"),
    ),
    Village(
        key="demo-ska",  # food claims: more work comes back
        trainer="ครูฟารีดา หมั่นดี",
        share=0.12,
        work_comes_back=0.34,
        sale_comes_back=0.14,
        goods=("ข้าวเกรียบปลา", "น้ำพริกกุ้งเสียบ", "ปลาแห้ง"),
    ),
    Village(
        key="demo-chan",  # sells in the fruit season
        trainer="ครูวารี สายใย",
        share=0.11,
        selling_months=frozenset({4, 5, 6, 7}),
        goods=("ทุเรียนทอด", "มังคุดกวน", "เงาะอบแห้ง"),
    ),
    Village(
        key="demo-phet",  # small and diligent
        trainer="ครูประภา ปานทอง",
        share=0.06,
        cohorts=2,
        gives_up_a_lesson=0.012,
        makes_a_sale=0.85,
        goods=("น้ำตาลโตนด", "ขนมหม้อแกง", "ทองม้วน"),
    ),
    Village(
        key="demo-bkk",  # quick to begin, quick to fall silent; many sold before
        trainer="ครูชาตรี รักษ์ไทย",
        share=0.10,
        stays_silent=0.2,
        sold_before=0.24,
        days_a_lesson=3.0,
        goods=("กล่องบรรจุภัณฑ์", "ป้ายสินค้า", "งานปักมือ"),
    ),
)
