"""Row 11: the ladder of a 60 s clip from its mezzanine beside bare ffmpeg and MoviePy; a whole ingest."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.load import Request, load
from tests.bench.server import ROOT, Server
from tests.bench.table import Figure, at_least, at_most, told

SECONDS = int(os.environ.get("BENCH_FILM_SECONDS") or 60)
MOVIEPY_TIMES = 8
CONNECTIONS = 16
NICENESS = 15
MOVIEPY = """
import sys
from moviepy import VideoFileClip
with VideoFileClip(sys.argv[1]) as clip:
    for side in (240, 360, 480):
        clip.resized(width=side).write_videofile(f"{sys.argv[2]}/{side}.mp4", preset="veryfast", logger=None)
"""
INGEST = """
import json, resource, sys, time
import django
django.setup()
from pathlib import Path
from media.ingest.probe import examine
from media.ingest.mezzanine import make_mezzanine
from media.ingest.editing import write_covers
from media.ladder import make_ladder
from media.probe import probe
source, folder, steps = Path(sys.argv[1]), Path(sys.argv[2]), {}
def step(name, work):
    began = time.perf_counter()
    result = work()
    steps[name] = time.perf_counter() - began
    return result
film = folder / "source.mp4"
seen = step("probe", lambda: examine(source))
step("mezzanine", lambda: make_mezzanine(source, film, seen=seen))
step("covers", lambda: write_covers(film, folder))
step("ladder", lambda: make_ladder(film, folder, source=probe(film)))
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"steps": steps, "megabytes": most}))
"""
LADDER = """
import os, sys, django
django.setup()
from pathlib import Path
from django.conf import settings
from media.ladder import make_ladder
from media.probe import probe
os.nice(int(sys.argv[3]))
source, folder = Path(sys.argv[1]), Path(sys.argv[2])
while True:
    make_ladder(source, folder, source=probe(source), threads=settings.CLIP_THREADS)
"""


def row_11(site: Server, path: str) -> list[Figure]:
    """Make a clip's sizes three ways, then load lesson pages while ours goes on."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        sent = make_source(folder)
        ingest_s, parts, worker_mb = _ingest(sent, folder)
        source = folder / "ingest" / "source.mp4"
        bare_s = _bare(source, folder)
        ladder_s = _ladder(source, folder)
        bare_s = min(bare_s, _bare(source, folder))
        moviepy_s, is_whole = _moviepy(source, folder, limit_s=ladder_s * MOVIEPY_TIMES * 1.05)
        pages = [Request(path, headers=(("Accept-Encoding", "gzip"),))]
        quiet = load(site, pages, connections=CONNECTIONS)
        with _ladder_running(source, folder):
            busy = load(site, pages, connections=CONNECTIONS)
    name = f"MoviePy ({'' if is_whole else 'more than '}{moviepy_s:.0f} s) / our ladder"
    return [
        told(
            "11",
            f"{SECONDS} s of a phone's mezzanine to 240, 360, 480, sound: bare ffmpeg",
            f"{bare_s:.1f} s",
        ),
        at_most("11", "our ladder / bare ffmpeg", ladder_s / bare_s, 1.1),
        at_least("11", name, moviepy_s / ladder_s, MOVIEPY_TIMES, digits=1),
        at_most("11", "lesson p95 while it runs / without", busy.p95_ms / quiet.p95_ms, 2),
        told("11", "lesson p95, 16 connections", f"{quiet.p95_ms:.0f} ms -> {busy.p95_ms:.0f} ms"),
        told("11", f"whole ingest of {SECONDS} s of 1080x1920 ({parts})", f"{ingest_s:.1f} s"),
        at_most("11", "memory of the ingesting process beside ffmpeg", worker_mb, 400, " MB", digits=0),
    ]


def _ffmpeg(arguments: list[str]) -> float:
    import imageio_ffmpeg

    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-hide_banner",
        "-loglevel",
        "error",
        "-nostdin",
        "-y",
        *arguments,
    ]
    began = time.perf_counter()
    subprocess.run(command, check=True, timeout=900)
    return time.perf_counter() - began


def make_source(folder: Path) -> Path:
    """Make the phone's film: portrait, 30 pictures a second, with a tone."""
    path = folder / "source.mp4"
    picture = ["-f", "lavfi", "-i", f"testsrc2=size=1080x1920:rate=30:duration={SECONDS}"]
    sound = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={SECONDS}"]
    _ffmpeg([*picture, *sound, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-pix_fmt", "yuv420p",
             "-c:a", "aac", str(path)])  # fmt: skip
    return path


def _ingest(source: Path, folder: Path) -> tuple[float, str, float]:
    """Take a phone's film through every step in a process of its own, as the worker does."""
    place = folder / "ingest"
    place.mkdir()
    command = [sys.executable, "-c", INGEST, str(source), str(place)]
    done = subprocess.run(command, check=True, timeout=1800, capture_output=True, text=True, cwd=ROOT)
    words = json.loads(done.stdout)
    steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in words["steps"].items())
    return sum(words["steps"].values()), steps, words["megabytes"]


def _bare(source: Path, folder: Path) -> float:
    """Let ffmpeg alone make the same files in one process, with the ladder's own settings for quality."""
    from media.ladder import FILE, PICTURE, RUNGS, SOUND, SOUND_ALONE

    scales = ";".join(f"[s{n}]scale={one.short_side_px}:-2[v{n}]" for n, one in enumerate(RUNGS))
    labels = "".join(f"[s{n}]" for n in range(len(RUNGS)))
    arguments = ["-i", str(source), "-filter_complex", f"[0:v]split={len(RUNGS)}{labels};{scales}"]
    for place, rung in enumerate(RUNGS):
        arguments += ["-map", f"[v{place}]", "-map", "0:a:0", *PICTURE, *SOUND, *FILE, "-crf", str(rung.crf)]
        arguments += [
            "-maxrate",
            rung.most_bits,
            "-bufsize",
            rung.most_bits,
            str(folder / f"bare-{place}.mp4"),
        ]
    return _ffmpeg([*arguments, "-map", "0:a:0", "-vn", *SOUND_ALONE, *FILE, str(folder / "bare.m4a")])


def _ladder(source: Path, folder: Path) -> float:
    from media.ladder import make_ladder
    from media.probe import probe

    facts = probe(source)
    assert facts is not None
    began = time.perf_counter()
    make_ladder(source, folder, source=facts)
    return time.perf_counter() - began


def _moviepy(source: Path, folder: Path, *, limit_s: float) -> tuple[float, bool]:
    """Let MoviePy make the three sizes one after another; stopped once it is slow enough to know."""
    began = time.perf_counter()
    command = [sys.executable, "-c", MOVIEPY, str(source), str(folder)]
    try:
        # MoviePy leaves its sound in the working folder when it is stopped.
        subprocess.run(
            command, check=True, timeout=limit_s, capture_output=True, start_new_session=True, cwd=folder
        )
    except subprocess.TimeoutExpired:
        return time.perf_counter() - began, False
    return time.perf_counter() - began, True


@contextmanager
def _ladder_running(source: Path, folder: Path) -> Iterator[None]:
    """Make the ladder over and over as the worker does: at low priority, one clip at a time."""
    busy = folder / "busy"
    busy.mkdir()
    command = [sys.executable, "-c", LADDER, str(source), str(busy), str(NICENESS)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        while not any(busy.iterdir()):
            assert process.poll() is None, "the ladder ended"
            time.sleep(0.2)
        yield
    finally:
        process.kill()
        process.wait()
