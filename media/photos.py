"""Photos from strangers' phones, made safe: upright, of a sensible size, and without metadata."""

from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from media import limits
from media.errors import MediaRefused

# Every other decoder of Pillow stays shut: each is a door that a stranger could knock at.
FORMATS = ["JPEG", "PNG", "WEBP"]
JPEG_QUALITY = 85


@dataclass(frozen=True)
class SafePhoto:
    """A re-encoded photo: JPEG bytes and the size of the picture."""

    content: bytes
    width_px: int
    height_px: int


def make_safe(raw: bytes) -> SafePhoto:
    """Decode a photo and encode it anew, so that nothing but the picture itself is kept.

    The camera's rotation is applied to the pixels, transparency becomes white and the long side is
    at most 1600 px. Raises MediaRefused where the bytes are no photo that can be used.
    """
    picture = _opened(raw)
    _refuse_too_many_pixels(picture)
    try:
        picture.draft("RGB", (limits.PHOTO_LONG_SIDE_PX, limits.PHOTO_LONG_SIDE_PX))
        picture.load()
        upright = _on_white(ImageOps.exif_transpose(picture))
    except Exception as error:  # decoders raise whatever the broken bytes lead them to
        raise MediaRefused("damaged_photo", _("This photo is damaged. Please send another one.")) from error
    upright.thumbnail((limits.PHOTO_LONG_SIDE_PX, limits.PHOTO_LONG_SIDE_PX), Image.Resampling.LANCZOS)
    return SafePhoto(encoded(upright), *upright.size)


def _opened(raw: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(raw), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:
        raise MediaRefused(
            "not_a_photo",
            _("This file is not a photo we can use. Please choose a JPEG, PNG or WebP picture."),
            status=415,
        ) from error


def _refuse_too_many_pixels(picture: Image.Image) -> None:
    most = limits.PHOTO_PIXELS if picture.format == "JPEG" else limits.SCREENSHOT_PIXELS
    if picture.width * picture.height > most:
        raise _too_many_pixels()


def _too_many_pixels() -> MediaRefused:
    return MediaRefused(
        "too_many_pixels",
        _("This picture has too many pixels. Please take it again with a smaller picture size."),
        status=413,
    )


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture.convert("RGB")


def encoded(picture: Image.Image) -> bytes:
    """Return the pixels of a picture as a JPEG, and nothing but the pixels."""
    # `info` may still carry EXIF, a colour profile or a comment: a bare copy of the pixels does not.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = BytesIO()
    bare.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return out.getvalue()
