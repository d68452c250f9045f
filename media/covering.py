"""Covering parts of a photo for good: the pixels below are gone from the new file."""

import hashlib
import math
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageDraw

from media.errors import MediaRefused
from media.models import FileKind, StoredFile
from media.photos import FORMATS, SafePhoto, encoded
from media.store import at_hand, keep_private, new_name, private_key, private_path, write_whole

INK = (29, 29, 34)
WHOLE = 100.0
MOST_PARTS = 60


@dataclass(frozen=True)
class Part:
    """A rectangle of a picture, in per cent of its width and height."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "Part":
        """Return the rectangle of [left, top, width, height], cut to the picture.

        Raises ValueError where nothing of it lies in the picture, or a number is none.
        """
        left, top, width, height = (float(number) for number in numbers)
        if not all(math.isfinite(number) for number in (left, top, width, height)):
            raise ValueError(numbers)
        right, bottom = min(left + width, WHOLE), min(top + height, WHOLE)
        left, top = max(left, 0.0), max(top, 0.0)
        if right <= left or bottom <= top:
            raise ValueError(numbers)
        return cls(round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2))

    def as_list(self) -> list[float]:
        """Return [left, top, width, height] as it is stored."""
        return [self.left, self.top, self.width, self.height]

    def box(self, width_px: int, height_px: int) -> tuple[int, int, int, int]:
        """Return the corners in pixels, rounded outwards so that no edge shows."""
        return (
            math.floor(self.left * width_px / WHOLE),
            math.floor(self.top * height_px / WHOLE),
            min(math.ceil((self.left + self.width) * width_px / WHOLE), width_px) - 1,
            min(math.ceil((self.top + self.height) * height_px / WHOLE), height_px) - 1,
        )


def burn_in(raw: bytes, parts: Sequence[Part]) -> SafePhoto:
    """Paint the parts over and encode anew: nothing below them, and no other data, is in the result."""
    try:
        picture = Image.open(BytesIO(raw), formats=FORMATS).convert("RGB")
    except Exception as error:  # decoders raise whatever the broken bytes lead them to
        raise MediaRefused("damaged_photo", _("This photo is damaged. Please send another one.")) from error
    pen = ImageDraw.Draw(picture)
    for part in parts:
        pen.rectangle(part.box(*picture.size), fill=INK)
    return SafePhoto(encoded(picture), *picture.size)


def make_covered(of: StoredFile, *, parts: Sequence[Part], at: datetime) -> StoredFile:
    """Make the covered copy of a kept photo as a new private file. Returns its row unsaved.

    Raises MediaRefused where the photo's bytes are gone or damaged.
    """
    safe = burn_in(_bytes_of(of), parts)
    name = uuid.uuid4()
    relative = new_name(name, ".jpg")
    write_whole(private_path(relative), safe.content)
    keep_private(relative, content_type="image/jpeg")
    return StoredFile(
        id=name,
        owner_id=of.owner_id,
        kind=FileKind.PHOTO,
        path=relative,
        content_type="image/jpeg",
        size_bytes=len(safe.content),
        sent_sha256=hashlib.sha256(safe.content).hexdigest(),
        width_px=safe.width_px,
        height_px=safe.height_px,
        created_at=at,
    )


def _bytes_of(stored: StoredFile) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return at_hand(private_path(stored.path), private_key(stored.path), Path(folder)).read_bytes()
        except FileNotFoundError as error:
            raise MediaRefused(
                "photo_gone",
                _("This picture is no longer there. Ask the learner to send it again."),
                status=410,
            ) from error
