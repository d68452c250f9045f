"""One cue of a caption file, its times, and how WebVTT and SubRip write them. All times in ms."""

import re
from dataclasses import dataclass

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})", re.ASCII)
# Where a cue stands in the picture; anything else that follows the times is left out.
_SETTING = re.compile(
    r"(?:vertical:(?:rl|lr)|line:-?\d{1,3}%?|position:\d{1,3}%|size:\d{1,3}%|align:(?:start|center|end|left|right))",
    re.ASCII,
)


@dataclass(frozen=True)
class Cue:
    """Words that stand from `start_ms` to `end_ms`; `line` is the line of the file with its times.

    `text` is plain, its lines parted by line feeds. `settings` is WebVTT's place in the picture.
    """

    start_ms: int
    end_ms: int
    text: str
    settings: str = ""
    line: int = 0

    @property
    def said(self) -> tuple[int, int, str, str]:
        """Return what a viewer sees of it, without where it stood in the file."""
        return self.start_ms, self.end_ms, self.text, self.settings


def read_clock(text: str) -> int | None:
    """Return the milliseconds of «01:02:03.500», «02:03.5» or SubRip's comma; None where it is no time."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = int(found[1] or 0), int(found[2]), int(found[3])
    if seconds > 59 or (minutes > 59 and found[1] is not None):
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(found[4].ljust(3, "0"))


def write_clock(at_ms: int) -> str:
    """Write a time as WebVTT wants it: «00:01:02.500»."""
    seconds, milliseconds = divmod(at_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}.{milliseconds:03d}"


def known_settings(words: str) -> str:
    """Return the settings behind a cue's times that WebVTT knows, each once."""
    return " ".join(dict.fromkeys(word for word in words.split() if _SETTING.fullmatch(word)))


def write_webvtt(cues: list[Cue]) -> str:
    """Write checked cues as a WebVTT file. No text can become a time, a tag or another cue."""
    blocks = ["WEBVTT"]
    for number, cue in enumerate(cues, start=1):
        times = f"{write_clock(cue.start_ms)} --> {write_clock(cue.end_ms)} {cue.settings}".rstrip()
        blocks.append(f"{number}\n{times}\n{_escaped(cue.text)}")
    return "\n\n".join(blocks) + "\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
