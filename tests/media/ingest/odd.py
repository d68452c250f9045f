"""Films as real phones, browsers and accidents make them, and boxes of an MP4 changed by hand."""

import struct
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.media import files
from tests.media.ingest.films import HLG, X265, changed, film, written

TEN_BITS = ("-pix_fmt", "yuv420p10le")
PQ = HLG.replace("arib-std-b67", "smpte2084")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")
AV1 = ("-c:v", "libsvtav1", "-preset", "12", "-svtav1-params", "lp=1")
OPUS = ("-c:a", "libopus")
AMR = ("-c:a", "libopencore_amrnb", "-ar", "8000", "-ac", "1")
LOSSLESS = ("-c:v", "ffv1", "-pix_fmt", "yuv444p")
FRAGMENTS = ("-movflags", "frag_keyframe+empty_moov+default_base_moof")
CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"dinf"}


@lru_cache
def iphone() -> bytes:
    """HEVC with ten bits in HLG, held upright, an edit list, and tracks of timed metadata."""
    hlg = film("a.mov", *TEN_BITS, "-vf", HLG, "-tag:v", "hvc1", seconds=2, rate=30, encode=X265)
    with TemporaryDirectory() as folder:
        source, facts = Path(folder) / "in.mov", Path(folder) / "facts.bin"
        source.write_bytes(hlg)
        facts.write_bytes(bytes(200))
        tracks = [one for _three in range(3) for one in ("-f", "data", "-i", str(facts))]
        told = ["-map", "0", "-map", "1", "-map", "2", "-map", "3", "-c", "copy", "-tag:d", "gpmd"]
        made = written(["-ss", "0.4", "-display_rotation", "270", "-i", str(source), *tracks, *told], "a.mov")
    return made.replace(b"gpmd", b"mebx")


@lru_cache
def dolby_vision() -> bytes:
    """An iPhone's film whose picture says that it is Dolby Vision 8.4 (as `dvvC` inside `hvc1`)."""
    vision = box(b"dvvC", bytes([1, 0, (8 << 1) | 0, (4 << 3) | 0b101, 4 << 4]) + bytes(19))
    return inside(iphone(), b"hvc1", vision)


@lru_cache
def android() -> bytes:
    """HEVC whose pictures come when they like, the index behind them."""
    uneven = ("-vf", "select='not(mod(n,3))+lt(n,20)'", "-fps_mode", "vfr", "-tag:v", "hvc1")
    return film("a.mp4", *uneven, rate=30, seconds=2, encode=X265)


@lru_cache
def samsung() -> bytes:
    """What a Galaxy writes behind the index of its films."""
    note = b"\0\0\xa0\x0aMCC_Data520" + b"\0" * 40
    head = b"SEFH" + struct.pack("<II", 106, 1) + struct.pack("<HHII", 0, 0xA0A, len(note), len(note))
    return film() + note + head + struct.pack("<I", len(head)) + b"SEFT"


@lru_cache
def recorded_in_a_browser(codec: tuple[str, ...] = AV1) -> bytes:
    """A webm that is written while it is recorded: no duration, no index."""
    return film("a.webm", "-live", "1", *OPUS, seconds=2, encode=codec)


@lru_cache
def another_size_half_way() -> bytes:
    """A webm whose picture changes its size, as a browser's does when the network or the phone turns."""
    sizes = ("640x360", "360x640")
    with TemporaryDirectory() as folder:
        parts = []
        for number, size in enumerate(sizes):
            parts.append(Path(folder) / f"{number}.mkv")
            codec = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", *OPUS)
            parts[-1].write_bytes(film("a.mkv", size=size, encode=codec))
        names = Path(folder) / "list"
        names.write_text("".join(f"file '{part}'\n" for part in parts))
        return written(["-f", "concat", "-safe", "0", "-i", str(names), "-c", "copy"], "a.webm")


@lru_cache
def one_picture_and_long_sound() -> bytes:
    return film("a.mp4", "-vf", "trim=end_frame=1", seconds=4)


@lru_cache
def begins_at_five_seconds() -> bytes:
    """The picture waits five seconds (an empty edit); there is no sound."""
    return changed(film(sound=False, seconds=2), before=("-itsoffset", "5"))


@lru_cache
def picture_after_sound() -> bytes:
    """Sound from the start, the picture two seconds later."""
    return film("a.mp4", "-vf", "trim=end=2,setpts=PTS+2/TB", seconds=4)


@lru_cache
def with_a_hole() -> bytes:
    """Three seconds of neither picture nor sound, as after a call that came in."""
    hole = "lt(t,1)+gt(t,4)"
    return film("a.mp4", "-vf", f"select='{hole}'", "-fps_mode", "vfr", "-af", f"aselect='{hole}'", seconds=5)


@lru_cache
def half_told_hdr() -> bytes:
    """HLG that says neither its colours nor how they are mixed."""
    told = "format=yuv420p10le,setparams=color_trc=arib-std-b67"
    return film("a.mov", *TEN_BITS, "-vf", told, seconds=2, encode=X265)


@lru_cache
def vp9_ten_bits() -> bytes:
    return film("a.webm", "-pix_fmt", "yuv444p10le", "-profile:v", "3", *OPUS, encode=VP9)


@lru_cache
def interlaced() -> bytes:
    fields = ("-vf", "interlace", "-flags", "+ilme+ildct")
    return film("a.ts", *fields, rate=50, seconds=2, encode=("-c:v", "mpeg2video"))


@lru_cache
def narrow_pixels() -> bytes:
    return film("a.mp4", "-vf", "setsar=4/3", size="480x360")


@lru_cache
def old_phone() -> bytes:
    return film("a.3gp", *AMR, "-s", "176x144", seconds=2, encode=("-c:v", "h263"))


@lru_cache
def one_pixel() -> bytes:
    return film("a.mkv", size="1x1", encode=LOSSLESS)


@lru_cache
def with_a_cover() -> bytes:
    with TemporaryDirectory() as folder:
        cover, sound = Path(folder) / "cover.jpg", Path(folder) / "in.mp3"
        cover.write_bytes(files.photo())
        sound.write_bytes(film("a.mp3", picture=False, seconds=2))
        told = ["-map", "0", "-map", "1", "-c", "copy", "-disposition:v", "attached_pic"]
        return written(["-i", str(sound), "-i", str(cover), *told], "a.mp3")


@lru_cache
def empty_sound_track() -> bytes:
    """A phone whose microphone was taken by a call: the track is there, nothing is in it."""
    return film("a.mp4", "-af", "atrim=end_sample=0")


@lru_cache
def negative_times() -> bytes:
    arguments = ("-avoid_negative_ts", "disabled", "-output_ts_offset", "-1")
    return changed(film(seconds=2), *arguments, name="a.mkv")


@lru_cache
def says_twelve_hours() -> bytes:
    """Two seconds of film whose index declares twelve hours."""
    made = film(seconds=2)
    place = made.index(b"mvhd") + 4
    scale = struct.unpack(">I", made[place + 12 : place + 16])[0]
    long = struct.pack(">I", scale * 12 * 3600)
    return made[: place + 16] + long + made[place + 20 :]


def looks_elsewhere(address: str) -> bytes:
    """A film that says its bytes lie at an address, as the standard has it (`dref` with a `url `)."""
    return replaced(film(), b"dref", struct.pack(">II", 0, 1) + box(b"url ", bytes(4) + address.encode()))


def looks_elsewhere_as_quicktime(path: str) -> bytes:
    """The same in QuickTime's way: an alias with the path of another file."""
    alias = bytes(4) + bytes(10) + b"\x01d" + bytes(26 + 12) + b"\x01f" + bytes(62 + 16) + bytes([0, 1, 0, 1])
    alias += bytes(16) + struct.pack(">HH", 2, len(path)) + path.encode() + b"\xff\xff\0\0"
    return replaced(film(), b"dref", struct.pack(">II", 0, 1) + box(b"alis", alias))


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def replaced(made: bytes, kind: bytes, content: bytes) -> bytes:
    """Give every box of a kind another content, its parents their new sizes. The index lies behind."""
    out, place = b"", 0
    while place + 8 <= len(made):
        size, name = struct.unpack(">I4s", made[place : place + 8])
        size = size or len(made) - place
        body = made[place + 8 : place + size]
        if name == kind:
            body = content
        elif name in CONTAINERS:
            body = replaced(body, kind, content)
        out, place = out + box(name, body), place + size
    return out + made[place:]


def inside(made: bytes, sample: bytes, added: bytes) -> bytes:
    """Put a box at the end of a picture's sample entry."""
    place = made.index(b"stsd", made.index(b"moov")) - 4
    size = struct.unpack(">I", made[place : place + 4])[0]
    content = made[place + 8 : place + size]
    assert content[12:16] == sample
    entry = content[8:]
    grown = struct.pack(">I", len(entry) + len(added)) + entry[4:] + added
    whole = content[:8] + grown
    index = made.index(b"moov") - 4
    return made[:index] + _first_replaced(made[index:], b"stsd", whole)


def _first_replaced(made: bytes, kind: bytes, content: bytes) -> bytes:
    place = made.index(kind) - 4
    old = struct.unpack(">I", made[place : place + 4])[0]
    grown = len(content) + 8 - old
    out = bytearray(made[:place] + box(kind, content) + made[place + old :])
    for parent in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        at = made.index(parent) - 4
        out[at : at + 4] = struct.pack(">I", struct.unpack(">I", made[at : at + 4])[0] + grown)
    return bytes(out)
