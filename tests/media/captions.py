"""Caption files as people send them."""

from __future__ import annotations

from hypothesis import strategies as some

SRT = """1
00:00:01,000 --> 00:00:04,000
สวัสดีเจ้า

2
00:00:04,500 --> 00:00:08,000
พี่ ๆ ซื้อน้ำพริกจากกี่ร้าน
ปั้นหม้อ <i>ตามขั้นตอน</i>
"""
VTT = """WEBVTT - คำบรรยาย

NOTE คนทำ

STYLE
::cue { color: red }

intro
00:01.000 --> 00:04.000 line:0 position:20% wicked:yes
<v สมศรี>สวัสดี &amp; <b>เชิญ</b></v>

00:00:04.500 --> 00:00:08.000
ลาก่อน
"""


def clock(at_ms: int, comma: str = ",") -> str:
    seconds, thousandths = divmod(at_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{comma}{thousandths:03d}"


def srt(*cues: tuple[int, int, str]) -> str:
    """A SubRip file of (start, end, text), in milliseconds."""
    return "\n".join(
        f"{number}\n{clock(start)} --> {clock(end)}\n{text}\n"
        for number, (start, end, text) in enumerate(cues, 1)
    )


letters = some.text(
    some.characters(min_codepoint=0x0E01, max_codepoint=0x0E3A)
    | some.sampled_from("abc ABC 123 <>&{}/;:.!?é–"),
    min_size=1,
    max_size=40,
)


@some.composite
def cue_lists(draw: some.DrawFn) -> list[tuple[int, int, str]]:
    """Cues in order, with Thai, tags, entities and whatever else people write."""
    at_ms, cues = 0, []
    for _ in range(draw(some.integers(1, 8))):
        start = at_ms + draw(some.integers(0, 5_000_000))
        at_ms = start + draw(some.integers(1, 100_000))
        cues.append((start, at_ms, "\n".join(draw(some.lists(letters, min_size=1, max_size=3)))))
    return cues
