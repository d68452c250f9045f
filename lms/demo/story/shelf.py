"""Proof of selling: shop links, tracking numbers with a right check digit, and what pictures show."""

from random import Random

from courses.milestones.tracking import s10_check_digit
from lms.demo.story.clock import new_id
from lms.demo.story.plan import Picture

PATHS = {
    "shopee": "https://shopee.co.th/{name}",
    "facebook": "https://www.facebook.com/{name}",
    "tiktok": "https://www.tiktok.com/@{name}",
    "line": "https://shop.line.me/@{name}",
    "lazada": "https://www.lazada.co.th/shop/{name}",
}
POSTS = {
    "shopee": "https://www.facebook.com/{name}/videos/{number}",
    "facebook": "https://www.facebook.com/{name}/videos/{number}",
    "tiktok": "https://www.tiktok.com/@{name}/video/{number}",
    "line": "https://www.facebook.com/{name}/videos/{number}",
    "lazada": "https://www.facebook.com/{name}/videos/{number}",
}
SYLLABLES = "mae som jai kham bun thong chan phen na doi suan tan le mai kaeo ying noi lek dao fon".split()
SHARE_WITHOUT_CHECK_DIGIT = 0.12


class Shelf:
    """Hands out links and numbers that nobody else has."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._serials: set[str] = set()
        self._marks: set[str] = set()

    def account(self, rng: Random) -> str:
        """Return an account's name on a platform; clearly invented, and used once."""
        while True:
            name = f"demo.{rng.choice(SYLLABLES)}{rng.choice(SYLLABLES)}{rng.randrange(10, 9999)}"
            if name not in self._names:
                self._names.add(name)
                return name

    def tracking(self, rng: Random, *, only_checked: bool = False) -> str:
        """Return a tracking number: mostly Thailand Post's with its check digit, some of private carriers."""
        while True:
            serial = f"{rng.randrange(10**8):08d}"
            if serial not in self._serials:
                self._serials.add(serial)
                break
        if not only_checked and rng.random() < SHARE_WITHOUT_CHECK_DIGIT:
            return f"KEX{serial}{rng.randrange(10)}"
        return f"{rng.choice(('RR', 'EJ', 'RB'))}{serial}{s10_check_digit(serial)}TH"

    def mark(self, year_be: int, rng: Random) -> str:
        """Return the number of a DBD Registered mark; clearly invented, and given out once."""
        while True:
            number = f"DEMO-{year_be % 100:02d}-{rng.randrange(10**7):07d}"
            if number not in self._marks:
                self._marks.add(number)
                return number


def order_picture(goods: str, price: int, tracking: str, day: str, rng: Random) -> Picture:
    """Return the picture of an order: goods, price and number as the platform's page shows them."""
    number = f"{rng.randrange(10**9, 10**10)}"
    return Picture(
        new_id(rng), "order-screenshot", ("คำสั่งซื้อ", goods, f"฿{price:,}.00", tracking, day, number)
    )


def parcel_picture(goods: str, tracking: str, day: str, rng: Random) -> Picture:
    """Return the photo of a parcel with its label."""
    return Picture(new_id(rng), "parcel-photo", ("พัสดุ", goods, "", tracking, day, f"{rng.randrange(10**6)}"))


def screen_picture(kind: str, title: str, day: str, rng: Random) -> Picture:
    """Return the picture of a shop's page or of a live."""
    words = {"shop-screenshot": "ร้านค้า", "mark-picture": "DBD Registered"}.get(kind, "ไลฟ์")
    return Picture(new_id(rng), kind, (words, title, "", "", day, f"{rng.randrange(10**6)}"))
