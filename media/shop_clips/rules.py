"""What a seller may write into a clip: short, of letters that can be drawn, readable in its time."""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.text import normalise_thai
from media.compose.advert_plan import reading_ms, time_for_photos_ms
from media.errors import MediaRefused
from media.models import FileKind, StoredFile
from media.shop_clips.models import LENGTHS_S, MOST_PHOTOS

LONGEST_PRODUCT, LONGEST_PLACE, LONGEST_UNIT, LONGEST_LINE, LONGEST_LINK = 80, 80, 20, 60, 200
MOST_LINES = 5
MOST_BAHT = Decimal(9_999_999)
# A day is a day in Thailand; a person keeps as many clips as fit a few pages.
MOST_A_DAY, MOST_KEPT = 10, 40


def refused(field: str, sentence: str | Promise, *, code: str = "", status: int = 422) -> MediaRefused:
    """Return the refusal of one field."""
    return MediaRefused(code or f"bad_{field}", sentence, status=status, field=field)


def tidy_product(text: str) -> str:
    """Return a product's name in letters that can be drawn."""
    name = tidy_text(text)
    if not any(letter.isalnum() for letter in name):
        raise refused("product", _("Write what you sell, for example “chilli paste”."))
    return _short("product", name, LONGEST_PRODUCT)


def tidy_place(text: str) -> str:
    """Return a place; it may be empty."""
    return _short("place", tidy_text(text), LONGEST_PLACE)


def tidy_unit(text: str) -> str:
    """Return what the price is for («ผืน»); it may be empty."""
    return _short("price_unit", tidy_text(text).removeprefix("/").strip(), LONGEST_UNIT)


def tidy_price(baht: Decimal) -> Decimal:
    """Return a price with two digits behind the point."""
    if not baht.is_finite() or baht <= 0:
        raise refused("price_baht", _("Write the price in baht, for example 59."))
    if baht > MOST_BAHT:
        raise refused("price_baht", _("This price is too large. Please check it."))
    return baht.quantize(Decimal("0.01"))


def tidy_words(text: str, *, length_s: int) -> list[str]:
    """Return the lines under the photos, none empty, and few enough to be read in the clip's time."""
    lines = [line for line in (tidy_text(line) for line in text.splitlines()) if line]
    if len(lines) > MOST_LINES:
        raise refused("words", _("Write at most %(most)d lines.") % {"most": MOST_LINES})
    for line in lines:
        _short("words", line, LONGEST_LINE)
    if reading_ms(lines) > time_for_photos_ms(length_s * 1000):
        sentence = _("Nobody can read so much in %(seconds)d seconds. Choose a longer clip or write less.")
        raise refused("words", sentence % {"seconds": length_s})
    return lines


def check_length(length_s: int) -> None:
    """Refuse a length that clips do not have."""
    if length_s not in LENGTHS_S:
        raise refused("length_s", _("Choose how long the clip is."))


def check_link(link: str) -> None:
    """Refuse a link that cannot stand in a QR code that phones read from a screen."""
    if not link.startswith(("https://", "http://")):
        raise refused("link", _("Put in the link of your shop. Copy it from the shop's page."))
    if len(link) > LONGEST_LINK:
        raise refused("link", _("This link is too long. Copy the short link from the share button."))


def check_photos(photos: Sequence[StoredFile]) -> None:
    """Refuse none, too many, and what is neither photo nor film."""
    if not photos or any(photo.kind == FileKind.AUDIO for photo in photos):
        raise refused("photos", _("Choose at least one photo of what you sell."))
    if len(photos) > MOST_PHOTOS:
        sentence = _("At most %(most)d photos and short films fit. Please untick some.")
        raise refused("photos", sentence % {"most": MOST_PHOTOS})


def tidy_text(text: str) -> str:
    """Return a line as it is drawn: one spelling, no emoji, no control characters, single spaces."""
    from media.compose.typeset import writable  # fonts are opened only where something is written

    bare = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join("".join(filter(_is_drawn, writable(normalise_thai(bare)))).split())


def _is_drawn(letter: str) -> bool:
    """Tell a letter from what only changes its neighbour, as the mark that colours an emoji."""
    return "\u0e00" <= letter <= "\u0e7f" or unicodedata.category(letter) not in {"Mn", "Me", "Cf"}


def _short(field: str, text: str, most: int) -> str:
    if len(text) > most:
        sentence = _("This is too long: at most %(most)d letters.")
        raise refused(field, sentence % {"most": most})
    return text
