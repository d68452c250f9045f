"""Making a quiet market and a loud one sound alike.

Heard whole before it is changed, by the meter of EBU R 128: one even gain, so that nothing pumps, and
a limiter that only touches what the gain would push over the top (a clap, a dropped pot). Where it had
to hold much down, what comes out is heard again and the gain corrected. Heard and set in mono, which
is what the phone gets; turning stereo into mono afterwards would change the loudness. Silence stays.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from media.film import FilmError, run_ffmpeg

# What phones are made for, and room below the top for what the encoder adds.
TARGET_LUFS, PEAK_DBFS = -16.0, -2.0
# Below this there is nothing but the hiss of the microphone.
SILENCE_LUFS = -60.0
NEAR_LU, CORRECTIONS, MOST_CORRECTION_DB = 0.3, 5, 18.0
# Six channels mixed to one weaken each by up to 14 dB: below that they have cancelled each other out.
CANCELLED_DB = 18.0
MONO = "aformat=channel_layouts=mono"
# Sound that begins late, stops early or has holes is filled with silence, so that nothing drifts.
EVEN = "aresample=44100:async=1:first_pts=0"
LIMIT = 10 ** (PEAK_DBFS / 20)

_LUFS = re.compile(r"^ +I: +(\S+) LUFS", re.MULTILINE)
_PEAK = re.compile(r"^ +Peak: +(\S+) dBFS", re.MULTILINE)
_RMS = re.compile(r"RMS level dB: (\S+)")


@dataclass(frozen=True)
class Level:
    """How a sound is to be set: the filter that makes it mono, and how much louder it becomes."""

    mono: str
    gain_db: float


@dataclass(frozen=True)
class _Heard:
    lufs: float
    peak_dbfs: float
    mix_db: float
    channels_db: list[float]


def measure(
    source: Path,
    *,
    guarded: list[str],
    timeout: float,
    on_progress: Callable[[dict[str, str]], None] | None = None,
    stop: threading.Event | None = None,
) -> Level | None:
    """Listen to the first sound of a film and return how to set it; None for silence. Raises FilmError."""
    listen = partial(_listen, [*guarded, "-i", str(source)], timeout=timeout, stop=stop)
    mono, heard = MONO, listen(MONO, on_progress=on_progress)
    loudest = max(heard.channels_db, default=heard.mix_db)
    if heard.mix_db < loudest - CANCELLED_DB:
        # A microphone wired to both sides the wrong way round, or a channel that mixing leaves out.
        mono = f"pan=mono|c0=c{heard.channels_db.index(loudest)}"
        heard = listen(mono)
    if not heard.lufs > SILENCE_LUFS:
        return None
    gain_db = first_db = TARGET_LUFS - heard.lufs
    if heard.peak_dbfs + gain_db > PEAK_DBFS:
        for _attempt in range(CORRECTIONS):
            missing_db = TARGET_LUFS - listen(_set(Level(mono, gain_db))).lufs
            if abs(missing_db) < NEAR_LU:
                break
            gain_db = min(gain_db + missing_db, first_db + MOST_CORRECTION_DB)
    return Level(mono, gain_db)


def levelled(level: Level | None) -> str:
    """Return the filters that give mono sound of the wanted loudness, without holes."""
    return f"{EVEN},{_set(level) if level is not None else MONO}"


def _set(level: Level) -> str:
    return (
        f"{level.mono},volume={level.gain_db:.2f}dB:precision=float,"
        f"alimiter=limit={LIMIT:.4f}:attack=5:release=80:level=false:latency=true"
    )


def _listen(
    opened: list[str],
    mono: str,
    *,
    timeout: float,
    stop: threading.Event | None,
    on_progress: Callable[[dict[str, str]], None] | None = None,
) -> _Heard:
    """Hear the mix, and each channel by itself, in one pass."""
    each = "astats=measure_overall=none:measure_perchannel=RMS_level"
    mix = f"{mono},astats=measure_overall=none:measure_perchannel=RMS_level"
    meter = "ebur128=peak=sample:framelog=quiet"
    # Split before anything else: what stands in front of both would be made mono for both.
    graph = f"[0:a:0]asplit[a][b];[a]{each}[each];[b]{EVEN},{mix},{meter}[mix]"
    arguments = [*opened, "-filter_complex", graph]
    arguments += ["-map", "[mix]", "-f", "null", "-", "-map", "[each]", "-f", "null", "-"]
    _report, said = run_ffmpeg(arguments, timeout=timeout, on_progress=on_progress, stop=stop)
    return _understood(said)


def _understood(said: str) -> _Heard:
    lufs, peak = _LUFS.search(said), _PEAK.search(said)
    meters: dict[str, list[float]] = {}
    for line in said.splitlines():
        if found := _RMS.search(line):
            meters.setdefault(line.partition(" @")[0], []).append(float(found[1]))
    if lufs is None or peak is None or len(meters) != 2:
        raise FilmError("the loudness could not be measured", said)
    # The graph numbers its filters: the meter of the channels comes before that of the mix.
    first, second = sorted(meters, key=lambda name: int(name.rpartition("_")[2]))
    return _Heard(float(lufs[1]), float(peak[1]), meters[second][0], meters[first])
