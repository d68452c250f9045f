"""Caption files from any editor: read, checked, told in Thai what to mend, and written as WebVTT."""

import codecs

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from media.captions.checking import checked_webvtt
from media.captions.cues import write_webvtt
from media.captions.problems import CaptionsRefused
from media.captions.reading import read_cues
from tests.media import captions, files

LONG_MS = 100 * 3600 * 1000


def said(text: str | bytes) -> list[tuple[int, int, str, str]]:
    return [cue.said for cue in read_cues(text.encode() if isinstance(text, str) else text)]


def refusal(text: str | bytes, duration_ms: int = LONG_MS) -> CaptionsRefused:
    with pytest.raises(CaptionsRefused) as caught:
        checked_webvtt(text.encode() if isinstance(text, str) else text, duration_ms=duration_ms)
    return caught.value


def faults(text: str | bytes, duration_ms: int = LONG_MS) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in refusal(text, duration_ms).problems]


def test_a_subrip_file_becomes_webvtt() -> None:
    text, count = checked_webvtt(captions.SRT.encode(), duration_ms=8000)
    assert count == 2
    assert text == (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nสวัสดีเจ้า\n\n"
        "2\n00:00:04.500 --> 00:00:08.000\nพี่ ๆ ซื้อน้ำพริกจากกี่ร้าน\nปั้นหม้อ ตามขั้นตอน\n"
    )


def test_a_webvtt_file_keeps_places_and_speakers_and_loses_notes_and_styles() -> None:
    assert said(captions.VTT) == [
        (1000, 4000, "สมศรี: สวัสดี & เชิญ", "line:0 position:20%"),
        (4500, 8000, "ลาก่อน", ""),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874", "tis-620"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_that_thai_editors_write_is_read(encoding: str, ends: str) -> None:
    raw = captions.SRT.replace("\n", ends).encode(encoding)
    assert said(raw) == said(captions.SRT)


def test_small_liberties_are_taken_as_they_are_meant() -> None:
    free = (
        "\n\n1\n0:0:1.5 --> 0:0:2,25 X1:10 X2:20\n{\\an8}<font color='red'>ก</font>\n\n"
        "00:03.000-->00:04.000\nข\n\n7\n"
    )
    assert said(free) == [(1500, 2250, "ก", ""), (3000, 4000, "ข", "")]


TIMES = "00:00:01,000 --> 00:00:02,000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\n00:00:05,000 --> 00:00:02,000\nก\n", [("ends_before_it_begins", 2)]),
        ("1\n00:00:01,000 --> 00:00:04,000\nก\n\n2\n00:00:03,900 --> 00:00:05,000\nข\n", [("overlap", 6)]),
        ("1\n00:00:08,000 --> 00:00:09,000\nก\n\n2\n00:00:01,000 --> 00:00:02,000\nข\n", [("overlap", 6)]),
        ("1\n00:00:09,000 --> 00:00:10,501\nก\n", [("beyond_the_end", 2)]),
        ("1\n00:00:10,000 --> 00:00:10,400\nก\n", [("beyond_the_end", 2)]),
        (f"1\n{TIMES}\n\n", [("no_cue", 0)]),
        ("WEBVTT\n\nNOTE ว่าง\n", [("no_cue", 0)]),
        ("1\n00:00:01,000 -> 00:00:02,000\nก\n", [("bad_times", 2)]),
        ("1\n00:00:61,000 --> 00:01:02,000\nก\n", [("bad_times", 2)]),
        ("1\n00:60:01,000 --> 00:61:02,000\nก\n", [("bad_times", 2)]),
        ("1\nเวลา --> เวลา\nก\n", [("bad_times", 2)]),
        (f"1\n{TIMES}\nก\n00:00:02,000 -> 00:00:03,000\nข\n", [("bad_times", 4)]),
        (f"1\n{TIMES}\nก\n2\n00:00:03,000 --> 00:00:04,000\nข\n", [("no_empty_line", 5)]),
        (f"1\n{TIMES}\nก\n\nหลงมา\n", [("no_times", 5)]),
        ("WEBVTT\n00:01.000 --> 00:02.000\nก\n", [("no_empty_line", 2)]),
        (f"1\n{TIMES}\n{'ก' * 401}\n", [("too_long_text", 2)]),
        ("ขายของ\n", [("no_times", 1)]),
    ],
)
def test_each_fault_is_told_with_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert faults(text, duration_ms=10_000) == expected


def test_all_faults_of_a_file_come_at_once_and_no_more_than_can_be_read() -> None:
    many = captions.srt(*((2000, 1000, "ก") for _ in range(30)))
    refused = refusal(many)
    assert len(refused.problems) == 10
    assert refused.more > 10
    assert str(refused.message).startswith("บรรทัดที่ 2: คำบรรยายนี้จบก่อนเริ่ม")


@pytest.mark.parametrize(
    ("raw", "code", "status"),
    [
        (b"", "empty", 422),
        (b"\xef\xbb\xbf", "no_cue", 422),
        (files.photo(), "not_text", 415),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 9, "not_text", 415),
        (b"x" * 500_001, "too_large", 413),
        (captions.SRT.encode()[:60] + b"\xff" + captions.SRT.encode()[61:], "damaged_text", 422),
        ("1\n00:00:01,000 --> 00:00:02,000\ncafé crème\n".encode("latin-1"), "unknown_encoding", 422),
        (codecs.BOM_UTF16_LE + b"abc", "damaged_text", 422),
    ],
    ids=["nothing", "only a mark", "photo", "film", "too large", "torn letter", "latin-1", "torn utf-16"],
)
def test_what_is_no_caption_file_is_refused_in_a_sentence(raw: bytes, code: str, status: int) -> None:
    refused = refusal(raw)
    assert (refused.code, refused.status) == (code, status)
    assert any("ก" <= letter <= "ฮ" for letter in str(refused.message))


def test_a_damaged_letter_is_told_with_its_line() -> None:
    raw = captions.SRT.encode()
    place = raw.index("พี่".encode())
    assert faults(raw[:place] + b"\xff" + raw[place + 1 :]) == [("damaged_text", 7)]


@settings(max_examples=150, deadline=None)
@given(captions.cue_lists())
def test_from_subrip_to_webvtt_and_back_every_cue_is_the_same(
    cues: list[tuple[int, int, str]],
) -> None:
    try:
        first = read_cues(captions.srt(*cues).encode())
    except CaptionsRefused:
        assume(False)  # text that could be a time is refused and never guessed at
    again = read_cues(write_webvtt(first).encode())
    assert [cue.said for cue in again] == [cue.said for cue in first]
    times = [(cue.start_ms, cue.end_ms) for cue in first]
    assert times == [given_cue[:2] for given_cue in cues if given_cue[:2] in times]


@settings(max_examples=100, deadline=None)
@given(captions.cue_lists())
def test_windows_874_reads_like_utf_8(cues: list[tuple[int, int, str]]) -> None:
    text = captions.srt(*((start, end, "ก" + words) for start, end, words in cues))
    try:
        thai = text.encode("cp874")
    except UnicodeEncodeError:
        assume(False)
    try:
        expected = said(text)
        got = said(thai)
    except CaptionsRefused:
        assume(False)
    assert got == expected


@settings(max_examples=300, deadline=None)
@given(some.binary(max_size=300) | some.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_at_all_lead_to_anything_but_cues_or_a_refusal(raw: bytes) -> None:
    for head in (b"", b"WEBVTT\n\n", b"1\n00:00:01,000 --> 00:00:02,000\n"):
        refused = None
        try:
            text, count = checked_webvtt(head + raw, duration_ms=LONG_MS)
        except CaptionsRefused as error:
            refused = error
        if refused is None:
            assert len(read_cues(text.encode())) == count > 0
        else:
            assert 400 <= refused.status < 500
            assert str(refused.message)
