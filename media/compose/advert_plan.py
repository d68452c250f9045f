"""The plan of a seller's own clip: an opening card, photos with words, a closing card with the QR."""

import math
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

# Scenes begin on whole pictures of the preview (12 a second) and of the final film (24).
TICKS_A_SECOND = 12
# The film is 720 x 1280; a preview is half of that.
SIZE = (720, 1280)
OPENING_MS, CLOSING_MS = 2500, 4000
SHORTEST_SCENE_MS, LONGEST_SCENE_MS = 1500, 5000
# As in `media.compose.plan`: a slow reader manages about fourteen Thai letters a second.
READING_MS_PER_LETTER = 70


@dataclass(frozen=True)
class Advert:
    """What a seller tells: words are short lines, photos are one to five files: pictures or films.

    `keeps_sound` says whether what the films sound like is heard; photos are silent.
    """

    product: str
    price: str
    place: str
    link: str
    words: list[str]
    photos: list[Path]
    length_ms: int
    keeps_sound: bool = True


@dataclass(frozen=True)
class AdvertScene:
    """One part of the clip: kind is opening, photo or closing; `ticks` are twelfths of a second."""

    kind: str
    ticks: int
    photo: int = 0
    text: str = ""
    # Photos come nearer and go away in turns.
    comes_nearer: bool = True


def written_price(baht: Decimal, unit: str = "") -> str:
    """Write a price as people read it: «1,250 บาท / ผืน», «39.50 บาท»."""
    whole = baht == baht.to_integral_value()
    amount = f"{baht:,.0f}" if whole else f"{baht:,.2f}"
    return f"{amount} บาท" + (f" / {unit}" if unit else "")


def time_for_photos_ms(length_ms: int) -> int:
    """Return how long photos stand in a clip of a length, between its two cards."""
    return length_ms - OPENING_MS - CLOSING_MS


def reading_ms(words: list[str]) -> int:
    """Return how long it takes to read the lines, each at least a moment."""
    return sum(_wanted_ms(line) for line in words)


def plan_advert(advert: Advert) -> list[AdvertScene]:
    """Return the scenes of a clip; together they last exactly as long as was asked for.

    Every line gets its time by its letters; photos come again where there are more lines, or where
    one would stand longer than five seconds.
    """
    total_ms = time_for_photos_ms(advert.length_ms)
    least = math.ceil(total_ms / LONGEST_SCENE_MS)
    texts = _lines(advert, max(len(advert.photos), len(advert.words), least))
    wanted = [_wanted_ms(text) for text in texts]
    lengths = _shared(_ticks(total_ms), wanted)
    photos = [
        AdvertScene("photo", ticks, index % len(advert.photos), text, index % 2 == 0)
        for index, (ticks, text) in enumerate(zip(lengths, texts, strict=True))
    ]
    return [AdvertScene("opening", _ticks(OPENING_MS)), *photos, AdvertScene("closing", _ticks(CLOSING_MS))]


def _lines(advert: Advert, count: int) -> list[str]:
    """Return a line for each scene: the seller's own first, then what the clip knows anyway."""
    own = [advert.product]
    if advert.place:
        own.append(f"จาก {advert.place}")
    own += [f"ราคา {advert.price}", "สั่งซื้อได้ที่ลิงก์ร้าน ดูท้ายคลิป"]
    missing = count - len(advert.words)
    return [*advert.words, *(own[index % len(own)] for index in range(missing))]


def _wanted_ms(text: str) -> int:
    return max(len(text) * READING_MS_PER_LETTER, SHORTEST_SCENE_MS)


def _ticks(length_ms: int) -> int:
    return length_ms * TICKS_A_SECOND // 1000


def _shared(ticks: int, weights: list[int]) -> list[int]:
    """Divide whole ticks by weights; what rounding leaves goes to the heaviest."""
    lengths = [ticks * weight // sum(weights) for weight in weights]
    lengths[weights.index(max(weights))] += ticks - sum(lengths)
    return lengths
