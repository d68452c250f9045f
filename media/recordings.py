"""Sound and films from phones: really looked at by ffmpeg, then kept without position or names.

The picture and the sound themselves are copied as they were sent, so that nothing is lost and a web
process is busy for a moment only. Sound that browsers cannot play becomes AAC.
"""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from media import limits
from media.errors import MediaRefused
from media.film import FilmError, run_ffmpeg
from media.models import FileKind
from media.probe import GUARDED_INPUT, Facts, probe
from media.uploads.errors import no_room

CLEAN_SECONDS = 90
DECODE_SECONDS = 30
PLAYABLE_SOUND = {"aac", "mp3", "opus", "vorbis"}
WEBM_PICTURE = {"vp8", "vp9", "av1"}
WEBM_SOUND = {"", "opus", "vorbis"}
CONTENT_TYPES = {
    FileKind.VIDEO: {".mp4": "video/mp4", ".webm": "video/webm", ".3gp": "video/3gpp"},
    FileKind.AUDIO: {".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".webm": "audio/webm"},
}
# What the container's header promises and what is really there may differ by the last frames only.
MISSING_MS, MISSING_SHARE = 1000, 0.05


@dataclass(frozen=True)
class Plan:
    """How a recording will be kept: the end of its name and how its sound is written."""

    suffix: str
    sound: str
    kind: str

    @property
    def content_type(self) -> str:
        """Return the type that a browser is told."""
        return CONTENT_TYPES[FileKind(self.kind)][self.suffix]


def examine(path: Path, kind: str) -> tuple[Facts, Plan]:
    """Look into a file that was sent; raises MediaRefused with the reason it cannot be taken."""
    facts = probe(path)
    if facts is None or not (facts.video_codec or facts.audio_codec):
        raise MediaRefused(
            "not_media",
            _("This file is not sound or a clip that can be played. Please choose the recording itself."),
            status=415,
        )
    if kind == FileKind.VIDEO and not facts.video_codec:
        raise MediaRefused(
            "no_picture", _("This file has sound but no picture. Please send a clip, or send it as sound.")
        )
    if kind == FileKind.AUDIO and not facts.audio_codec:
        raise MediaRefused(
            "no_sound", _("There is no sound in this file. Please check the microphone and record again.")
        )
    refuse_too_long(facts.duration_ms, kind)
    if max(facts.width_px, facts.height_px) > limits.VIDEO_SIDE_PX:
        raise MediaRefused(
            "picture_too_large",
            _("The picture of this clip is too large. Please set the camera to 1080p and record again."),
            status=413,
        )
    return facts, _plan(facts, kind)


def refuse_too_long(duration_ms: int, kind: str) -> None:
    """Raise MediaRefused where a recording is longer than its kind may be."""
    most = limits.VIDEO_MS if kind == FileKind.VIDEO else limits.AUDIO_MS
    if duration_ms > most:
        raise MediaRefused(
            "too_long",
            _("This recording is too long: at most %(minutes)d minutes. Please send a shorter one.")
            % {"minutes": most // 60_000},
            status=413,
        )


def keep_clean(source: Path, target: Path, *, facts: Facts, plan: Plan) -> Facts:
    """Write picture and sound of `source` to `target`, leaving out all that tells who or where.

    Returns what is really in the new file. Raises MediaRefused for damaged or cut-off recordings, and
    where the disk is full.
    """
    try:
        run_ffmpeg(_clean_arguments(source, target, plan), timeout=CLEAN_SECONDS)
        kept = probe(target)
        if kept is None or kept.duration_ms <= 0:
            raise FilmError("nothing was kept")
        _decode_a_little(target, plan)
    except FilmError as error:
        if error.is_full_disk:  # no fault of the recording: it can be sent again later
            raise no_room() from error
        raise _damaged() from error
    missing_ms = facts.duration_ms - kept.duration_ms
    if missing_ms > max(MISSING_MS, facts.duration_ms * MISSING_SHARE):
        raise _damaged()
    return kept


def _plan(facts: Facts, kind: str) -> Plan:
    sound = "copy" if facts.audio_codec in PLAYABLE_SOUND else "aac"
    if kind == FileKind.VIDEO:
        if facts.video_codec == "h263":
            return Plan(".3gp", sound, kind)
        is_webm = facts.video_codec in WEBM_PICTURE and facts.audio_codec in WEBM_SOUND
        return Plan(".webm" if is_webm and "webm" in facts.container else ".mp4", sound, kind)
    if sound == "aac" or facts.audio_codec == "aac":
        return Plan(".m4a", sound, kind)
    if facts.audio_codec == "mp3":
        return Plan(".mp3", sound, kind)
    return Plan(".webm" if "webm" in facts.container else ".ogg", sound, kind)


def _clean_arguments(source: Path, target: Path, plan: Plan) -> list[str]:
    streams = ["-map", "0:a:0"]
    if plan.kind == FileKind.VIDEO:
        streams = ["-map", "0:V:0", "-map", "0:a:0?", "-c:v", "copy"]
    sound = ["-c:a", "copy"] if plan.sound == "copy" else ["-c:a", "aac", "-b:a", "64k", "-ac", "1"]
    muxers = {".m4a": "ipod", ".3gp": "3gp"}
    faststart = ["-movflags", "+faststart"] if plan.suffix in {".mp4", ".m4a", ".3gp"} else []
    return [
        *GUARDED_INPUT,
        *("-i", str(source), *streams, *sound),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"),
        *faststart,
        *("-f", muxers.get(plan.suffix, plan.suffix[1:]), "-y", str(target)),
    ]


def _decode_a_little(path: Path, plan: Plan) -> None:
    report, said = run_ffmpeg(
        [*GUARDED_INPUT, "-i", str(path), "-t", "2", "-f", "null", "-"], timeout=DECODE_SECONDS
    )
    if plan.kind == FileKind.VIDEO and int(report.get("frame", "0")) == 0:
        raise FilmError("no frame could be decoded", said)
    if plan.kind == FileKind.AUDIO and report.get("out_time_us", "N/A") in {"N/A", "0"}:
        raise FilmError("no sound could be decoded", said)


def _damaged() -> MediaRefused:
    return MediaRefused(
        "damaged",
        _("This recording is damaged or was cut off on its way. Please send it again or record it anew."),
    )
