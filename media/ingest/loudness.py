"""Making a quiet market and a loud one sound alike.

Two passes, as EBU R 128 wants it: the first measures the whole sound, the second applies what it
found. One pass alone must guess while it goes, and pumps: a whispered beginning is pulled up until the
first shout. Measured and set in mono, which is what the phone gets; turning stereo into mono afterwards
would change the loudness again. Silence stays silence.
"""

import json
import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from media.film import FilmError, run_ffmpeg

# −16 LUFS is what phones are made for; −1.5 dBTP leaves room for what the encoder adds.
TARGET = "I=-16:TP=-1.5:LRA=11"
# Below this there is nothing but the hiss of the microphone.
SILENCE_LUFS = -60.0
MONO = "aformat=channel_layouts=mono"
RATE = 44_100


def measure(
    source: Path,
    *,
    guarded: list[str],
    timeout: float,
    on_progress: Callable[[dict[str, str]], None] | None = None,
    stop: threading.Event | None = None,
) -> dict[str, float] | None:
    """Return what loudnorm's first pass measures in the first sound of a film; None for silence."""
    arguments = [*guarded, "-i", str(source), "-map", "0:a:0", "-vn", "-sn", "-dn"]
    filters = f"{MONO},loudnorm={TARGET}:print_format=json"
    arguments += ["-af", filters, "-f", "null", "-"]
    _report, said = run_ffmpeg(arguments, timeout=timeout, on_progress=on_progress, stop=stop)
    found = _measured(said)
    return found if math.isfinite(found["input_i"]) and found["input_i"] > SILENCE_LUFS else None


def levelled(found: dict[str, float] | None) -> str:
    """Return the filters that give mono sound of the wanted loudness."""
    if found is None:
        return f"{MONO},aresample={RATE}"
    known = ":".join(
        f"{name}={found[key]:.2f}"
        for name, key in (
            ("measured_I", "input_i"),
            ("measured_TP", "input_tp"),
            ("measured_LRA", "input_lra"),
            ("measured_thresh", "input_thresh"),
            ("offset", "target_offset"),
        )
    )
    # loudnorm works at 192 kHz where it must hold peaks down: back to what the ladder writes.
    return f"{MONO},loudnorm={TARGET}:{known}:linear=true,aresample={RATE}"


def _measured(said: str) -> dict[str, float]:
    start, end = said.rfind("{"), said.rfind("}")
    try:
        words: dict[str, Any] = json.loads(said[start : end + 1])
        return {key: float(value) for key, value in words.items() if key != "normalization_type"}
    except (ValueError, KeyError) as error:
        raise FilmError("the loudness could not be measured", said) from error
