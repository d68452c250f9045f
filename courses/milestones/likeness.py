"""Pictures that look alike: copies saved again, made smaller, or cropped.

Each picture gets the perceptual hash PDQ (256 bits) of itself and of its usual crops; two pictures are
alike when the whole of one differs from the whole or a crop of the other in at most 31 bits, the
threshold that PDQ's authors publish. PDQ alone loses a picture from which two percent of each side are
cut; with the crops here, up to a tenth of all sides or an eighth of one side are found. The nearest of
those found are then compared in their details (`courses.milestones.details`): the orders of one selling app
all look alike from afar.

The comparison reads all prints in blocks and counts bits by numpy, some milliseconds for each new picture
at 50,000 (docs/evidence.md); so it runs in the worker, never while somebody waits.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import Q
from PIL import Image

from courses.milestones.details import same_details
from courses.milestones.likeness_models import Likeness, PicturePrint
from courses.milestones.models import Evidence

MOST_BITS = 31
# Below this quality a picture has too little in it (PDQ's authors advise 50).
LEAST_QUALITY = 50
BASE_PX, SQUARE_PX = 512, 128
BLOCK = 2000
# A copy is among the nearest; comparing details takes an eighth of a second for each.
MOST_COMPARED = 10
HASH_BYTES = 32
# Cut off, as parts of the side: left, top, right, bottom.
Cut = tuple[float, float, float, float]
_EVEN: list[Cut] = [(cut, cut, cut, cut) for cut in (0.015, 0.03, 0.045, 0.06, 0.075, 0.09, 0.105)]
_ONE_SIDE: list[Cut] = [
    (cut * (side == 0), cut * (side == 1), cut * (side == 2), cut * (side == 3))
    for side in range(4)
    for cut in (0.02, 0.04, 0.06, 0.08, 0.1, 0.12)
]
# The bars of a phone's screen.
_TOP_AND_BOTTOM: list[Cut] = [
    (0, top, 0, bottom) for top in (0.03, 0.05, 0.07) for bottom in (0.03, 0.05, 0.07)
]
CUTS: tuple[Cut, ...] = ((0, 0, 0, 0), *_EVEN, *_ONE_SIDE, *_TOP_AND_BOTTOM)
Words = np.ndarray[Any, np.dtype[np.uint64]]
Opened = Callable[[UUID], Image.Image | None]


class Pair(NamedTuple):
    """A new picture and one that looks like it from afar.

    `cut` is the place in `CUTS` of the crop of the old one that the whole of the new one looks like; below
    zero it is that of the new one.
    """

    picture: UUID
    like: UUID
    distance: int
    cut: int


def print_of(picture: Image.Image) -> bytes:
    """Return the hashes of a picture and its crops, 32 bytes each; empty where there is too little in it."""
    import pdqhash

    # PDQ looks at 64 x 64 points whatever the shape; squares cut between pixels keep crops comparable.
    base = picture.convert("RGB").resize((BASE_PX, BASE_PX), Image.Resampling.BILINEAR)
    hashes = bytearray()
    for left, top, right, bottom in CUTS:
        box = (BASE_PX * left, BASE_PX * top, BASE_PX * (1 - right), BASE_PX * (1 - bottom))
        square = base.resize((SQUARE_PX, SQUARE_PX), Image.Resampling.BILINEAR, box=box)
        bits, quality = pdqhash.compute(np.asarray(square))
        if not hashes and quality < LEAST_QUALITY:
            return b""
        hashes += np.packbits(bits.astype(np.uint8)).tobytes()
    return bytes(hashes)


def note_likenesses(fresh: dict[UUID, bytes], *, waiting: Set[UUID], opened: Opened) -> set[UUID]:
    """Compare new prints, already stored, with all; keep the pairs; return all pictures that have one.

    Pairs matter where one of the two is among the pictures of claims that wait. `opened` gives a picture by
    its id, None where its file is gone: then the look from afar decides.
    """
    fresh = {picture: hashes for picture, hashes in fresh.items() if hashes}
    if not fresh:
        return set()
    pairs = (pair for pair in _pairs(fresh) if pair.picture in waiting or pair.like in waiting)
    rows = [
        row
        for pair in _nearest(pairs)
        if _agree(pair, opened)
        for row in (
            Likeness(picture_id=pair.picture, like_id=pair.like, distance=pair.distance),
            Likeness(picture_id=pair.like, like_id=pair.picture, distance=pair.distance),
        )
    ]
    Likeness.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.picture_id for row in rows}


def _nearest(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield the pairs of each new picture that are nearest."""
    of: dict[UUID, list[Pair]] = {}
    for pair in pairs:
        of.setdefault(pair.picture, []).append(pair)
    for some in of.values():
        yield from sorted(some, key=lambda pair: pair.distance)[:MOST_COMPARED]


def _agree(pair: Pair, opened: Opened) -> bool:
    new, old = opened(pair.picture), opened(pair.like)
    if new is None or old is None:
        return True
    cut = CUTS[abs(pair.cut)]
    return same_details(_cropped(new, cut), old) if pair.cut < 0 else same_details(new, _cropped(old, cut))


def _cropped(picture: Image.Image, cut: Cut) -> Image.Image:
    left, top, right, bottom = cut
    wide, high = picture.size
    box = (round(wide * left), round(high * top), round(wide * (1 - right)), round(high * (1 - bottom)))
    return picture.crop(box)


def alike_within(rows: Iterable[Evidence]) -> frozenset[frozenset[str]]:
    """Return the pairs of hashes (sha256) of pictures of one claim that look alike."""
    sha_of = {row.stored_file_id: row.sha256 for row in rows if row.examined_at}
    if len(sha_of) < 2:
        return frozenset()
    pairs = Likeness.objects.filter(picture__in=sha_of, like__in=sha_of).values_list("picture_id", "like_id")
    return frozenset(frozenset((sha_of[one], sha_of[other])) for one, other in pairs)


def _pairs(fresh: dict[UUID, bytes]) -> Iterator[Pair]:
    new = {name: _words(hashes) for name, hashes in fresh.items()}
    for others, stored in _blocks():
        wholes = stored[:, 0]
        for name, crops in new.items():
            # The whole of the new one against whole and crops of each old one, and the other way round.
            all_bits = np.bitwise_count(stored ^ crops[0]).sum(axis=2, dtype=np.uint16)
            cut = all_bits.argmin(axis=1)
            distance = all_bits.min(axis=1)
            for place, crop in enumerate(crops[1:], start=1):
                bits = np.bitwise_count(wholes ^ crop).sum(axis=1, dtype=np.uint16)
                cut[bits < distance] = -place
                np.minimum(distance, bits, out=distance)
            for found in map(int, np.flatnonzero(distance <= MOST_BITS)):
                if others[found] != name:
                    yield Pair(name, others[found], int(distance[found]), int(cut[found]))


def _blocks() -> Iterator[tuple[Sequence[UUID], Words]]:
    """Yield all prints in blocks: the pictures, and their hashes as (picture, crop, four words)."""
    last: UUID | None = None
    while True:
        later = Q(pk__gt=last) if last else Q()
        rows = list(PicturePrint.objects.filter(later).order_by("pk").values_list("pk", "hashes")[:BLOCK])
        if not rows:
            return
        last = rows[-1][0]
        whole = [(pk, bytes(hashes)) for pk, hashes in rows if len(hashes) == HASH_BYTES * len(CUTS)]
        if whole:
            yield [pk for pk, _hashes in whole], _words(b"".join(hashes for _pk, hashes in whole), len(whole))


def _words(hashes: bytes, pictures: int = 0) -> Words:
    shape = (pictures, len(CUTS), 4) if pictures else (len(CUTS), 4)
    return np.frombuffer(hashes, dtype=np.uint64).reshape(shape)
