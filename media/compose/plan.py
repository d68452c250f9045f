"""The plan of a clip: which card stands when, and what the captions say meanwhile. All times in ms."""

from dataclasses import dataclass
from typing import Any

FRAME_RATE = 12
# Cards begin on whole frames: half a second is six of them.
STEP_MS = 500
SHORTEST_MS, LONGEST_MS = 20_000, 40_000
TITLE_MS, CLOSING_MS = 3500, 2500
# A slow reader manages about fourteen Thai letters a second (our own estimate, on the safe side).
READING_MS_PER_LETTER = 70
POINT_MOST_MS, POINT_LEAST_MS = 9000, 4000
MOST_POINTS = 8
CLOSING_WORDS = {"th": "ดูจบแล้ว ลงมือทำได้เลย", "en": "Now try it yourself"}


@dataclass(frozen=True)
class Scene:
    """One card on the screen: kind is title, point or closing; `number` counts the points from 1."""

    kind: str
    text: str
    start_ms: int
    end_ms: int
    number: int = 0


@dataclass(frozen=True)
class Plan:
    """All scenes of a clip in their order, without a gap."""

    title: str
    subtitle: str
    language: str
    scenes: list[Scene]

    @property
    def duration_ms(self) -> int:
        """Return the length of the clip."""
        return self.scenes[-1].end_ms

    @property
    def points(self) -> list[Scene]:
        """Return the scenes that show a key point."""
        return [scene for scene in self.scenes if scene.kind == "point"]


def plan_clip(script: dict[str, Any]) -> Plan:
    """Plan a clip of 20 to 40 seconds from a script (see `media.models.Clip`).

    Each point stands as long as it takes to read it. More than eight points do not fit: the ninth and
    later ones are left out. Raises ValueError for a script without a title or points.
    """
    title = str(script.get("title", "")).strip()
    points = [text for text in (str(point).strip() for point in script.get("points", [])) if text][
        :MOST_POINTS
    ]
    if not title or not points:
        raise ValueError("a clip needs a title and at least one point")
    language = str(script.get("language", "th"))
    closing = CLOSING_WORDS.get(language, CLOSING_WORDS["th"])
    texts = [("title", title), *(("point", point) for point in points), ("closing", closing)]
    scenes, at_ms = [], 0
    for index, ((kind, text), length_ms) in enumerate(zip(texts, _lengths(points), strict=True)):
        number = index if kind == "point" else 0
        scenes.append(Scene(kind, text, at_ms, at_ms + length_ms, number))
        at_ms += length_ms
    return Plan(title, str(script.get("subtitle", "")).strip(), language, scenes)


def _lengths(points: list[str]) -> list[int]:
    """Return how long each card stands: the title, the points, the closing card."""
    around_ms = TITLE_MS + CLOSING_MS
    wanted = [min(max(1500 + len(p) * READING_MS_PER_LETTER, POINT_LEAST_MS), POINT_MOST_MS) for p in points]
    total_ms = min(max(sum(wanted), SHORTEST_MS - around_ms), LONGEST_MS - around_ms)
    share = total_ms / sum(wanted)
    rounded = [_in_steps(length * share) for length in wanted]
    # What rounding took or gave is settled with the longest point, so that the limits hold exactly.
    longest = rounded.index(max(rounded))
    rounded[longest] += _in_steps(total_ms) - sum(rounded)
    return [TITLE_MS, *rounded, CLOSING_MS]


def _in_steps(length_ms: float) -> int:
    return round(length_ms / STEP_MS) * STEP_MS
