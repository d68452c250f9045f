"""The rules of a caption file: something to read, in order, one at a time, inside the clip."""

from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from media import limits
from media.captions.cues import Cue, write_clock, write_webvtt
from media.captions.problems import CaptionsRefused, Problem, refused
from media.captions.reading import read_cues


def checked_webvtt(raw: bytes, *, duration_ms: int) -> tuple[str, int]:
    """Return a sent caption file as WebVTT, and how many cues it has.

    `duration_ms` is the length of the clip. Raises CaptionsRefused with every fault and its line.
    """
    cues = read_cues(raw)
    if problems := faults(cues, duration_ms=duration_ms):
        raise CaptionsRefused(problems)
    return write_webvtt(cues), len(cues)


def faults(cues: list[Cue], *, duration_ms: int) -> list[Problem]:
    """Return what is wrong with the times of cues that could be read."""
    if not cues:
        return refused("no_cue", _("There are no captions in this file. Please choose another one.")).problems
    if len(cues) > limits.CAPTION_CUES:
        sentence = _("There are too many captions in this file: at most %(most)d.")
        return refused("too_many_cues", sentence % {"most": limits.CAPTION_CUES}).problems
    return [
        *(_backwards(cue) for cue in cues if cue.end_ms <= cue.start_ms),
        *(_late(cue, duration_ms) for cue in cues if _is_late(cue, duration_ms)),
        *(_overlap(above, below) for above, below in pairwise(cues) if below.start_ms < above.end_ms),
    ]


def _backwards(cue: Cue) -> Problem:
    return Problem(
        "ends_before_it_begins",
        cue.line,
        _("This caption ends before it begins. The second time must be later than the first."),
    )


def _is_late(cue: Cue, duration_ms: int) -> bool:
    # Editors round the last cue up to a frame or to half a second.
    return cue.start_ms >= duration_ms or cue.end_ms > duration_ms + limits.CAPTION_ROUNDING_MS


def _late(cue: Cue, duration_ms: int) -> Problem:
    sentence = _("This caption stands beyond the end of the clip, which is at %(end)s.")
    return Problem("beyond_the_end", cue.line, sentence % {"end": write_clock(duration_ms)})


def _overlap(above: Cue, below: Cue) -> Problem:
    sentence = _("This caption begins before the one above it ends (%(end)s). Only one can stand at a time.")
    return Problem("overlap", below.line, sentence % {"end": write_clock(above.end_ms)})
