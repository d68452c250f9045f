"""Reading SubRip and WebVTT line by line, so that every fault is told with its line."""

import html
import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media import limits
from media.captions.cues import Cue, known_settings, read_clock
from media.captions.decoding import decode
from media.captions.problems import CaptionsRefused, Problem

ARROW = "-->"
_LOOKS_LIKE_TIMES = re.compile(r"^\s*\d+:\d+.*\d+:\d+|^\s*\d+:\d+\S*\s*[-–—=]+>|-+\s*>\s*\d+:\d+")
# With thousandths: nobody writes opening hours like that.
_TIMES_IN_TEXT = re.compile(r"\s*\d+:\d\d(?::\d\d)?[.,]\d{1,3}\s*\S{1,3}\s*\d+:\d\d")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_VTT_TAG = re.compile(r"</?(?:c|i|b|u|ruby|rt|v|lang)(?:\.[^>]*|\s[^>]*)?>|<\d[\d:.]*>")
_SRT_TAG = re.compile(r"</?(?:i|b|u|s|font)(?:\s[^>]*)?>|\{\\an?\d{1,2}\}", re.IGNORECASE)
_BLOCK_WITHOUT_CUE = ("NOTE", "STYLE", "REGION")
_BLANKS = re.compile(r"[ \t]+")


def read_cues(raw: bytes) -> list[Cue]:
    """Return the cues of a caption file as they stand in it; raises CaptionsRefused with all faults."""
    reader = _Reader(decode(raw).split("\n"))
    reader.read()
    if reader.problems:
        raise CaptionsRefused(reader.problems)
    return reader.cues


class _Reader:
    """Walks through the blocks of a file, the lines between empty lines."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.cues: list[Cue] = []
        self.problems: list[Problem] = []
        first = next((line for line in lines if line.strip()), "").strip()
        self.is_webvtt = re.match(r"WEBVTT(?:[ \t]|$)", first) is not None

    def read(self) -> None:
        """Read every block."""
        head_is_open = self.is_webvtt
        for start, end in self._blocks():
            if head_is_open:
                head_is_open = False
                for number in [number for number in range(start, end) if ARROW in self.lines[number]][:1]:
                    self._no_empty_line(number)
                continue
            if self.is_webvtt and self.lines[start].strip().split(" ")[0] in _BLOCK_WITHOUT_CUE:
                continue
            self._block(start, end)

    def _blocks(self) -> list[tuple[int, int]]:
        found, start = [], None
        for number, line in enumerate([*self.lines, ""]):
            if line.strip():
                start = number if start is None else start
            elif start is not None:
                found.append((start, number))
                start = None
        return found

    def _block(self, start: int, end: int) -> None:
        times = [number for number in range(start, end) if ARROW in self.lines[number]]
        if not times:
            self._no_times(start, end)
        elif times[0] > start + 1 or len(times) > 1:
            self._no_empty_line(times[0] if times[0] > start + 1 else times[1])
        else:
            self._cue(times[0], end)

    def _no_times(self, start: int, end: int) -> None:
        for number in range(start, min(start + 2, end)):
            if _LOOKS_LIKE_TIMES.search(self.lines[number]):
                self._bad_times(number)
                return
        if end - start == 1 and self.lines[start].strip().isdigit():
            return  # a number with nothing behind it, as editors leave at the end
        sentence = _("There is no time above these words. Write it like 00:00:01.000 --> 00:00:04.000.")
        self._fault("no_times", start, sentence)

    def _cue(self, times: int, end: int) -> None:
        before, _arrow, after = self.lines[times].partition(ARROW)
        last, _blank, settings = after.strip().partition(" ")
        start_ms, end_ms = read_clock(before), read_clock(last)
        if start_ms is None or end_ms is None:
            self._bad_times(times)
            return
        for number in range(times + 1, end):
            if _TIMES_IN_TEXT.match(self.lines[number]):
                self._bad_times(number)
                return
        text = self._text(self.lines[times + 1 : end])
        if len(text) > limits.CAPTION_CUE_LETTERS:
            sentence = _("This text is too long to be read: at most %(most)d letters. Please divide it.")
            self._fault("too_long_text", times, sentence % {"most": limits.CAPTION_CUE_LETTERS})
        elif text:
            kept = known_settings(settings) if self.is_webvtt else ""
            self.cues.append(Cue(start_ms, end_ms, text, kept, times + 1))

    def _text(self, lines: list[str]) -> str:
        """Return the words alone: no tags, no empty lines; who speaks stands before what is said."""
        text = "\n".join(lines)
        if self.is_webvtt:
            text = html.unescape(_VTT_TAG.sub("", _VOICE.sub(r"\1: ", text)))
        else:
            text = _SRT_TAG.sub("", text)
        # An entity may stand for anything, a line feed or a NUL too: what is no letter becomes a space.
        tidy = (_BLANKS.sub(" ", "".join(_letters(line))).strip() for line in text.split("\n"))
        return "\n".join(line for line in tidy if line)

    def _bad_times(self, number: int) -> None:
        sentence = _("This time cannot be read. Write it like 00:00:01.000 --> 00:00:04.000.")
        self._fault("bad_times", number, sentence)

    def _no_empty_line(self, number: int) -> None:
        sentence = _("Leave an empty line between this time and what stands above it.")
        self._fault("no_empty_line", number, sentence)

    def _fault(self, code: str, number: int, sentence: str | Promise) -> None:
        self.problems.append(Problem(code, number + 1, sentence))


def _letters(line: str) -> list[str]:
    return [" " if letter < " " or letter in "\x7f\x85\xa0\u2028\u2029" else letter for letter in line]
