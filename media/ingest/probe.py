"""Looking into a file that a stranger sent: PyAV in a child process, never in this one."""

import json
import logging
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from media.film import die_with_parent
from media.ingest import limits, refusals
from media.ingest.refusals import cannot_look, refusal

log = logging.getLogger(__name__)

# Containers whose header tells the length exactly; an MP3 only guesses it.
EXACT = ("mov", "matroska", "webm")
PICTURE_MAGIC = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM")
FILM_MAGIC = (b"\x1aE\xdf\xa3", b"OggS", b"fLaC", b"ID3", b"FLV", b"0&\xb2u")
BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"moof", b"styp"}
BEGUN = b"looking"  # as `media.ingest.looking` says it; importing that would load PyAV here
HDR_TRANSFERS = {16, 18}  # PQ and HLG, as ITU-T H.273 numbers them


@dataclass(frozen=True)
class Seen:
    """What is really in a film or sound file, as shown: after the phone's rotation label.

    `duration_ms` runs from the first picture or sound to the end of the last. Without a picture
    `width_px` is 0. `frame_rate` is that of its quick parts, pictures a second.
    """

    container: str
    duration_ms: int
    video_codec: str = ""
    audio_codec: str = ""
    width_px: int = 0
    height_px: int = 0
    rotation: int = 0
    frame_rate: float = 0.0
    bits: int = 8
    is_hdr: bool = False
    is_interlaced: bool = False
    channels: int = 0


def examine(path: Path) -> Seen:
    """Look into a file and return what is in it; raises MediaRefused with the named reason.

    The reason is the file's, save for `cannot_look` (503): then looking itself did not work.
    """
    if path.stat().st_size == 0:
        raise refusal(refusals.EMPTY)
    found = _look(path)
    if "error" in found:
        raise refusal(_unreadable(path))
    return judge(found)


def judge(found: dict[str, Any]) -> Seen:
    """Return what the child found as it is shown; raises MediaRefused where it cannot become a clip."""
    if found["is_locked"]:
        raise refusal(refusals.ENCRYPTED)
    if found["is_still"]:
        raise refusal(refusals.STILL_PICTURE)
    seen = _seen(found)
    _refuse(seen, found)
    return seen


def _look(path: Path) -> dict[str, Any]:
    """Let the child look; one that dies, wants too much memory or time has found a damaged file.

    One that never began, or that the machine gave no time, has found nothing: that is no verdict.
    """
    command = [sys.executable, "-m", "media.ingest.looking", str(path.absolute())]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the name never passes a shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=limits.LOOK_SECONDS,
            preexec_fn=_limit,
        )
    except (subprocess.SubprocessError, OSError) as error:
        log.error("nobody could look into a file: %s", type(error).__name__)
        raise cannot_look() from error
    begun, _line, answer = done.stdout.partition(b"\n")
    if begun.strip() != BEGUN:
        log.error("nobody could look into a file: %s", done.stderr.decode(errors="replace")[-600:])
        raise cannot_look()
    if done.returncode != 0:
        raise refusal(refusals.DAMAGED)
    found: dict[str, Any] = json.loads(answer)
    return found


def _limit() -> None:
    # Between fork and exec: system calls only.
    die_with_parent()
    memory, cpu = limits.LOOK_MEMORY_BYTES, limits.LOOK_CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    # It has nothing to write, so a hole in a decoder can write nothing either.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


def _unreadable(path: Path) -> str:
    """Tell a torn film from a picture and from something else altogether, by its first bytes."""
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(PICTURE_MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return refusals.STILL_PICTURE
    is_film = head.startswith(FILM_MAGIC) or head[4:8] in BOXES or head[:4] == b"RIFF"
    return refusals.DAMAGED if is_film else refusals.NOT_MEDIA


def _seen(found: dict[str, Any]) -> Seen:
    tracks = [found[kind] for kind in ("video", "audio") if found.get(kind, {}).get("packets")]
    starts = [track["start_ms"] for track in tracks]
    duration_ms = max((track["end_ms"] for track in tracks), default=0) - min(starts, default=0)
    video, audio = (found.get(kind) or {} for kind in ("video", "audio"))
    return Seen(
        container=found["container"],
        duration_ms=duration_ms,
        video_codec=video["codec"] if video.get("frames") else "",
        audio_codec=audio["codec"] if audio.get("frames") else "",
        width_px=video.get("width_px", 0),
        height_px=video.get("height_px", 0),
        rotation=video.get("rotation", 0),
        frame_rate=video.get("frame_rate", 0.0),
        bits=video.get("bits", 8),
        is_hdr=video.get("transfer") in HDR_TRANSFERS,
        is_interlaced=video.get("is_interlaced", False),
        channels=audio.get("channels", 0),
    )


def _refuse(seen: Seen, found: dict[str, Any]) -> None:
    if seen.duration_ms > limits.LONGEST_MS:
        raise refusal(refusals.TOO_LONG)
    if "video" not in found and "audio" not in found:
        raise refusal(refusals.NOTHING_INSIDE)
    if not (seen.video_codec or seen.audio_codec):
        raise refusal(_nothing_decoded(found))
    long_side, short_side = sorted((seen.width_px, seen.height_px), reverse=True)
    if long_side > limits.LONG_SIDE_PX or short_side > limits.SHORT_SIDE_PX:
        raise refusal(refusals.PICTURE_TOO_LARGE)
    # A film whose picture cannot be decoded is not a sound recording: its sender would be surprised.
    if found.get("video", {}).get("packets") and not seen.video_codec:
        raise refusal(refusals.DAMAGED)
    if found["is_cut_off"] or _missing_ms(seen, found) > limits.MISSING_MS:
        raise refusal(refusals.DAMAGED)
    if not seen.audio_codec and found["video"]["packets"] == 1:
        raise refusal(refusals.STILL_PICTURE)
    if seen.duration_ms < limits.SHORTEST_MS:
        raise refusal(refusals.NOTHING_INSIDE)


def _nothing_decoded(found: dict[str, Any]) -> str:
    tracks = [found[kind] for kind in ("video", "audio") if kind in found]
    if any(track["packets"] for track in tracks):
        return refusals.DAMAGED
    # Any bytes at all can be taken for an MP3 until one tries to play them.
    return refusals.NOTHING_INSIDE if found["container"].startswith(EXACT) else refusals.NOT_MEDIA


def _missing_ms(seen: Seen, found: dict[str, Any]) -> float:
    if not found["container"].startswith(EXACT):
        return 0
    # The last picture of a slow film may not say how long it stands.
    standing_ms = 2000 / seen.frame_rate if seen.frame_rate else 0
    return float(found["said_ms"]) - seen.duration_ms - standing_ms
