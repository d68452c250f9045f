"""Each refusal has a name; whatever a phone makes is seen as it is shown."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from media import failures
from media.errors import MediaRefused
from media.ingest import limits, probe, refusals
from media.ingest.probe import examine
from tests.media import files
from tests.media.ingest import films
from tests.media.ingest.films import film, kept

pytestmark = pytest.mark.film


def refused(path: Path) -> str:
    with pytest.raises(MediaRefused) as caught:
        examine(path)
    assert 400 <= caught.value.status < 500
    return caught.value.code


def test_a_phones_film_is_seen_with_picture_and_sound(tmp_path: Path) -> None:
    seen = examine(kept(tmp_path, film()))
    assert (seen.video_codec, seen.audio_codec, seen.channels) == ("h264", "aac", 1)
    assert (seen.width_px, seen.height_px, seen.rotation, seen.bits) == (160, 120, 0, 8)
    assert seen.duration_ms == pytest.approx(1000, abs=60)
    assert seen.frame_rate == pytest.approx(15, abs=0.1)


@pytest.mark.parametrize(("degrees", "size"), [(90, (120, 160)), (180, (160, 120)), (270, (120, 160))])
def test_the_size_is_that_of_the_picture_as_shown(
    tmp_path: Path, degrees: int, size: tuple[int, int]
) -> None:
    seen = examine(kept(tmp_path, films.turned(degrees)))
    assert (seen.width_px, seen.height_px) == size


def test_ten_bits_and_hdr_are_noticed(tmp_path: Path) -> None:
    hlg = ("-pix_fmt", "yuv420p10le", "-vf", films.HLG)
    seen = examine(kept(tmp_path, film("a.mov", *hlg, encode=films.X265)))
    assert (seen.video_codec, seen.bits, seen.is_hdr) == ("hevc", 10, True)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp4", {"sound": False}),
        ("a.webm", {"encode": ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")}),
        ("a.3gp", {"encode": ("-c:v", "h263", "-s", "176x144"), "sound": False}),
        ("a.avi", {}),
        ("a.ts", {}),
        ("a.m4a", {"picture": False}),
        ("a.ogg", {"picture": False}),
        ("a.wav", {"picture": False}),
    ],
)
def test_other_containers_are_read_too(tmp_path: Path, name: str, options: dict) -> None:
    seen = examine(kept(tmp_path, film(name, **options), name))
    assert bool(seen.video_codec) == options.get("picture", True)
    assert bool(seen.audio_codec) == options.get("sound", True)
    assert seen.duration_ms == pytest.approx(1000, abs=150)


def test_what_is_no_media_at_all(tmp_path: Path) -> None:
    assert refused(kept(tmp_path, "สวัสดี ไม่ใช่คลิป".encode() * 50)) == refusals.NOT_MEDIA
    assert refused(kept(tmp_path, b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")) == refusals.NOT_MEDIA
    assert refused(kept(tmp_path, b"")) == refusals.EMPTY


def test_a_picture_is_no_clip_whatever_its_name(tmp_path: Path) -> None:
    assert refused(kept(tmp_path, files.photo())) == refusals.STILL_PICTURE
    assert refused(kept(tmp_path, files.photo(form="WEBP"))) == refusals.STILL_PICTURE
    assert refused(kept(tmp_path, film("a.mp4", "-frames:v", "1", sound=False))) == refusals.STILL_PICTURE


def test_a_container_with_nothing_in_it(tmp_path: Path) -> None:
    words = tmp_path / "a.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:01,000\nสวัสดี\n", "utf-8")
    only_words = films.written(["-i", str(words), "-c:s", "mov_text"], "a.mp4")
    assert refused(kept(tmp_path, only_words)) == refusals.NOTHING_INSIDE


def test_longer_than_half_an_hour(tmp_path: Path) -> None:
    long = film(size="32x32", rate=1, seconds=1805, sound=False)
    assert refused(kept(tmp_path, long)) == refusals.TOO_LONG


def test_larger_than_4k_also_upright(tmp_path: Path) -> None:
    wide = film(size="4096x2160", rate=5, seconds=0.4, sound=False)
    tall = film(size="2176x3840", rate=5, seconds=0.4, sound=False)
    assert refused(kept(tmp_path, wide)) == refusals.PICTURE_TOO_LARGE
    assert refused(kept(tmp_path, tall)) == refusals.PICTURE_TOO_LARGE
    assert examine(kept(tmp_path, film(size="2160x3840", rate=5, seconds=0.4, sound=False))).width_px == 2160


def test_a_locked_clip(tmp_path: Path) -> None:
    locked = films.changed(film(), "-encryption_scheme", "cenc-aes-ctr", *films.KEY)
    assert refused(kept(tmp_path, locked)) == refusals.ENCRYPTED


def test_cut_off_on_its_way(tmp_path: Path) -> None:
    index_in_front = film("a.mp4", "-movflags", "+faststart", "-qp", "1", seconds=2)
    assert refused(kept(tmp_path, index_in_front[: len(index_in_front) * 6 // 10])) == refusals.DAMAGED
    index_behind = film(seconds=2)
    assert refused(kept(tmp_path, index_behind[: len(index_behind) * 6 // 10])) == refusals.DAMAGED


def test_a_header_in_front_of_noise(tmp_path: Path) -> None:
    good = film("a.mp4", "-movflags", "+faststart")
    begin = good.index(b"mdat") + 4
    noise = bytes((number * 37 + 11) % 251 for number in range(len(good) - begin))
    assert refused(kept(tmp_path, good[:begin] + noise)) == refusals.DAMAGED


def cannot_look(path: Path) -> bool:
    with pytest.raises(MediaRefused) as caught:
        examine(path)
    return (caught.value.code, caught.value.status) == (refusals.CANNOT_LOOK, 503)


def test_a_file_is_not_to_blame_where_nobody_can_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    source = kept(tmp_path, film())
    with monkeypatch.context() as patch:
        patch.setattr(limits, "LOOK_SECONDS", 0.01)  # the machine has no time for the child
        assert cannot_look(source)
    with monkeypatch.context() as patch:
        patch.setattr(limits, "LOOK_MEMORY_BYTES", 60_000_000)  # not even PyAV can be loaded
        assert cannot_look(source)
        assert "ImportError" in caplog.text
    with monkeypatch.context() as patch:
        patch.setattr(probe.sys, "executable", "/nowhere/python")
        assert cannot_look(source)
    assert failures.CANNOT_LOOK in failures.SENTENCES.keys() - failures.FINAL, "it is tried again"


def test_a_child_that_wants_too_much_memory_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = kept(tmp_path, film(size="3840x2160", rate=5, seconds=0.4, sound=False))
    measured = "import av; print(open('/proc/self/status').read())"
    told = subprocess.run([sys.executable, "-c", measured], capture_output=True, text=True, check=True).stdout
    needed = int(told.partition("VmPeak:")[2].split()[0]) * 1024
    monkeypatch.setattr(limits, "LOOK_MEMORY_BYTES", needed + 8_000_000)
    assert refused(large) == refusals.DAMAGED


def test_looking_stays_out_of_this_process(tmp_path: Path) -> None:
    examine(kept(tmp_path, film()))
    assert "av" not in sys.modules


def test_each_reason_has_a_thai_sentence() -> None:
    for code in refusals.SENTENCES:
        with translation.override("en"):
            english = str(refusals.refusal(code).message)
        with translation.override("th"):
            assert str(refusals.refusal(code).message) != english
    assert probe.refusal(refusals.TOO_LARGE).status == 413
