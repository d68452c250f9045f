"""From bytes to text: UTF-8 with or without its mark, UTF-16 with one, or Thai windows-874 (TIS-620)."""

import codecs
import re

from django.utils.translation import gettext_lazy as _

from media import limits
from media.captions.problems import refused

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Thai letters as UTF-8 writes them.
_THAI_UTF8 = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]")
_HIGH = re.compile(rb"[\x80-\xff]")
# A vowel or tone mark that stands on nothing: those bytes were never Thai.
_LONE_MARK = re.compile(r"(?:^|[^\u0e01-\u0e4e])[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]", re.MULTILINE)
# No text of any kind holds these bytes.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")


def decode(raw: bytes) -> str:
    """Return the text of a caption file with line feeds between its lines.

    Raises CaptionsRefused for a file that is empty, too large, no text, or in an unknown encoding.
    """
    if len(raw) > limits.CAPTION_BYTES:
        raise too_large()
    if not raw.strip(b"\x00 \t\r\n"):
        raise refused("empty", _("This file is empty. Please choose another one."))
    if not raw.startswith(_UTF16) and _BINARY.search(raw):
        raise _not_text()
    text = _decoded(raw)
    if _CONTROL.search(text):
        raise _not_text()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", " ")


def too_large() -> Exception:
    """Return the refusal of a file that no captions need."""
    return refused(
        "too_large",
        _("This file is too large for captions: at most %(kilobytes)d kB. Is it perhaps the clip itself?")
        % {"kilobytes": limits.CAPTION_BYTES // 1000},
        status=413,
    )


def _decoded(raw: bytes) -> str:
    if raw.startswith(_UTF16):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _damaged(0) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_broken_utf8(raw):
            raise _damaged(raw.count(b"\n", 0, error.start) + 1) from error
    try:
        text = raw.decode("cp874")
    except UnicodeDecodeError as error:
        raise _unknown() from error
    if _LONE_MARK.search(text) and not _CONTROL.search(text):
        raise _unknown()
    return text


def _is_broken_utf8(raw: bytes) -> bool:
    """Tell whether most of what is not Latin is Thai in UTF-8: then a few bytes were lost on the way."""
    return len(_THAI_UTF8.findall(raw)) * 3 * 2 > len(_HIGH.findall(raw))


def _not_text() -> Exception:
    return refused(
        "not_text",
        _("This file is not text. Please choose the caption file itself: its name ends in .srt or .vtt."),
        status=415,
    )


def _damaged(line: int) -> Exception:
    return refused(
        "damaged_text",
        _("Some letters are damaged here. Please save the file again as UTF-8 and send it anew."),
        line=line,
    )


def _unknown() -> Exception:
    return refused(
        "unknown_encoding",
        _("The letters of this file cannot be read. Please save it as UTF-8 and send it again."),
    )
