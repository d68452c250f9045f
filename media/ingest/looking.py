"""The child that looks into a stranger's file: `python -m media.ingest.looking FILE`, one JSON line out.

It runs under limits of time and memory and touches neither Django nor the database: whatever a file
does to a decoder, it does to this process alone. A first line says that it has begun: a child that
dies before it cannot blame the file. Every packet is read, so that a file which is cut
off or whose header lies is found out; only the first frames are decoded.
"""

import json
import sys
from itertools import pairwise
from typing import Any

import av

from media.ingest.limits import FORMATS

OPTIONS = {"protocol_whitelist": "file", "format_whitelist": FORMATS, "max_alloc": str(256 * 1024 * 1024)}
BEGUN = "looking"
LOCKED_TAGS = {"encv", "enca", "drmi", "drms", "drmt"}
STILL_BRANDS = {"heic", "heix", "mif1", "msf1", "avif", "avis", "jpeg"}
# A phone needs one packet for its first picture, an open group of pictures some more.
PACKETS_TO_DECODE = 150
FRAMES_WANTED = 3


def look(path: str) -> dict[str, Any]:
    """Return what is really in a file; {"error": …} for what no reader of ours knows."""
    try:
        container = av.open("file:" + path, metadata_errors="replace", options=OPTIONS)
    except (av.FFmpegError, ValueError, OSError) as error:
        return {"error": type(error).__name__}
    with container:
        pictures = [stream for stream in container.streams.video if not _is_cover(stream)]
        sounds = list(container.streams.audio)
        found: dict[str, Any] = {
            "container": container.format.name,
            "brand": container.metadata.get("major_brand", "").strip().lower(),
            "said_ms": (container.duration or 0) // 1000,
            "is_locked": any(_is_locked(stream) for stream in [*pictures, *sounds]),
        }
        if not found["is_locked"]:
            tracks = [Track(stream) for stream in (pictures[:1] + sounds[:1])]
            found["is_cut_off"] = not _read(container, tracks)
            found["is_locked"] = any(track.is_locked for track in tracks)
            for track in tracks:
                found[track.kind] = track.facts()
    found["is_still"] = found["brand"] in STILL_BRANDS and "audio" not in found
    return found


class Track:
    """One stream while its packets go by."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.kind = stream, stream.type
        self.packets, self.bad, self.frames = 0, 0, 0
        self.start_s: float | None = None
        self.begins_s: list[float] = []
        self.end_s, self.last_s = 0.0, 0.0
        self.frame: Any = None
        self.is_locked = False
        if stream.codec_context is not None:
            # One thread: a bomb must not multiply itself by the number of cores.
            stream.thread_type, stream.codec_context.thread_count = "NONE", 1

    def take(self, packet: Any) -> None:
        """Note when a packet plays; decode it as long as we have not seen enough."""
        at = packet.pts if packet.pts is not None else packet.dts
        if at is not None and packet.size and not packet.is_discard:
            self.packets += 1
            begins = float(at * packet.time_base)
            self.start_s = begins if self.start_s is None else min(self.start_s, begins)
            self.last_s = max(self.last_s, begins)
            if self.kind == "video":
                self.begins_s.append(begins)
            self.end_s = max(self.end_s, begins + float((packet.duration or 0) * packet.time_base))
        self.is_locked = self.is_locked or packet.has_sidedata("encryption_info")
        if self.is_locked:
            return
        if self.frames < FRAMES_WANTED and self.packets <= PACKETS_TO_DECODE:
            self._decode(packet)

    def _decode(self, packet: Any) -> None:
        try:
            for frame in packet.decode():
                self.frame, self.frames = self.frame or frame, self.frames + 1
        except (av.FFmpegError, ValueError):
            self.bad += 1

    def facts(self) -> dict[str, Any]:
        """Return what was seen. Times in milliseconds, from the file's own zero."""
        context, frame = self.stream.codec_context, self.frame
        facts: dict[str, Any] = {
            "codec": context.name if context is not None else "",
            "packets": self.packets,
            "frames": self.frames,
            "bad": self.bad,
            "start_ms": round((self.start_s or 0) * 1000),
            "end_ms": round(max(self.end_s, self.last_s) * 1000),
        }
        if frame is not None and self.kind == "video":
            sideways = abs(int(frame.rotation)) % 180 == 90
            width, height = max(round(frame.width * self._pixel_shape()), 1), frame.height
            facts["width_px"], facts["height_px"] = (height, width) if sideways else (width, height)
            facts["frame_rate"] = self._frame_rate()
            facts["rotation"] = int(frame.rotation) % 360
            facts["bits"] = max((one.bits for one in frame.format.components), default=8)
            facts["is_interlaced"] = bool(frame.interlaced_frame)
            facts["transfer"] = int(frame.color_trc or 0)
        if frame is not None and self.kind == "audio":
            facts["channels"] = frame.layout.nb_channels
        return facts

    def _pixel_shape(self) -> float:
        """Return how many times as wide as high a pixel is shown: camcorders and DVDs store narrow ones."""
        return float(self.stream.sample_aspect_ratio or self.stream.codec_context.sample_aspect_ratio or 1)

    def _frame_rate(self) -> float:
        """Return the rate of a film's quick parts: a phone in the dark slows down in between."""
        begins = sorted(self.begins_s)
        steps = sorted(later - earlier for earlier, later in pairwise(begins) if later > earlier)
        return round(1 / steps[len(steps) // 10], 3) if steps else 1.0


def _read(container: Any, tracks: list[Track]) -> bool:
    """Read every packet; False where reading ended with an error instead of at the end."""
    by_index = {track.stream.index: track for track in tracks}
    if not by_index:
        return True
    packets = container.demux([track.stream for track in tracks])
    try:
        for packet in packets:
            by_index[packet.stream.index].take(packet)
    except (av.FFmpegError, ValueError, OSError):
        return False
    return True


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _is_locked(stream: Any) -> bool:
    tag = getattr(stream.codec_context, "codec_tag", "") or ""
    return tag in LOCKED_TAGS or "enc_key_id" in stream.metadata


if __name__ == "__main__":
    av.logging.set_level(av.logging.PANIC)
    print(BEGUN, flush=True)
    print(json.dumps(look(sys.argv[1])))
