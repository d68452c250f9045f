"""What is heard in a seller's clip: the sound of its films, faded in and out where a picture gives way."""

from collections.abc import Sequence
from dataclasses import dataclass

from moviepy import AudioClip, CompositeAudioClip
from moviepy.audio.fx import AudioFadeIn, AudioFadeOut

from media.compose.advert_plan import TICKS_A_SECOND, AdvertScene

# As long as a picture takes to give way, see `advert_fades`.
FADE_S = 0.25


@dataclass(frozen=True)
class Stretch:
    """Sound that runs on without a join: of which photo, from where in it, where in the clip, how long."""

    photo: int
    from_ticks: int
    at_ticks: int
    ticks: int


def stretches(scenes: Sequence[AdvertScene], sounding: set[int]) -> list[Stretch]:
    """Return where the sound of each film is heard. Scenes of one film that follow each other are one.

    A film goes on where it ended when it was shown before, as its picture does.
    """
    found: list[Stretch] = []
    shown: dict[int, int] = {}
    at, runs_on = 0, False
    for scene in scenes:
        is_heard = scene.kind == "photo" and scene.photo in sounding
        if is_heard and runs_on and found[-1].photo == scene.photo:
            last = found.pop()
            found.append(Stretch(last.photo, last.from_ticks, last.at_ticks, last.ticks + scene.ticks))
        elif is_heard:
            found.append(Stretch(scene.photo, shown.get(scene.photo, 0), at, scene.ticks))
        if scene.kind == "photo":
            shown[scene.photo] = shown.get(scene.photo, 0) + scene.ticks
        at, runs_on = at + scene.ticks, is_heard
    return found


def lay_sound(scenes: Sequence[AdvertScene], sounds: Sequence[AudioClip | None]) -> AudioClip | None:
    """Return the sound of a whole clip from that of its photos and films; None where all are silent."""
    heard = stretches(scenes, {number for number, sound in enumerate(sounds) if sound is not None})
    if not heard:
        return None
    parts = [_part(stretch, sounds[stretch.photo]) for stretch in heard]
    return CompositeAudioClip(parts).with_duration(sum(scene.ticks for scene in scenes) / TICKS_A_SECOND)


def _part(stretch: Stretch, sound: AudioClip | None) -> AudioClip:
    assert sound is not None
    begins_s, lasts_s = stretch.from_ticks / TICKS_A_SECOND, stretch.ticks / TICKS_A_SECOND
    # A copy may be shorter than planned by the last samples.
    part = sound.subclipped(begins_s, min(begins_s + lasts_s, sound.duration))
    return part.with_effects([AudioFadeIn(FADE_S), AudioFadeOut(FADE_S)]).with_start(
        stretch.at_ticks / TICKS_A_SECOND
    )
