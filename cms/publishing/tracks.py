"""Telling the register which tracks there are and in which order."""

from dataclasses import dataclass, replace

from cms.pages.course import CoursePage
from courses.catalogue.actions import define_track
from courses.models import Track

# Positions are unique: tracks that change places step aside first.
ASIDE = 10_000
GONE = 20_000


@dataclass(frozen=True)
class TrackFacts:
    """What the register knows of a track."""

    code: str
    position: int
    title_th: str
    title_en: str
    is_foundation: bool

    @classmethod
    def of(cls, track: Track) -> "TrackFacts":
        """Return what the register knows now."""
        return cls(track.code, track.position, track.title_th, track.title_en, track.is_foundation)

    def write(self) -> None:
        """Write it into the register."""
        define_track(
            code=self.code,
            position=self.position,
            title_th=self.title_th,
            title_en=self.title_en,
            is_foundation=self.is_foundation,
        )


def register_tracks() -> dict[str, int]:
    """Write every Thai course with a code as a track; returns the position of each code.

    Nothing is written where nothing changed. A track whose course is gone keeps its lessons'
    results and stands behind the others.
    """
    known = {track.code: TrackFacts.of(track) for track in Track.objects.all()}
    wanted = _wanted()
    for number, (code, facts) in enumerate(known.items()):
        if code not in wanted and facts.position < GONE:
            wanted[code] = replace(facts, position=GONE + number)
    changed = [facts for code, facts in wanted.items() if known.get(code) != facts]
    for number, facts in enumerate(changed):
        replace(facts, position=ASIDE + number).write()
    for facts in changed:
        facts.write()
    return {code: facts.position for code, facts in wanted.items()}


def _wanted() -> dict[str, TrackFacts]:
    english = {
        page.translation_key: page.title
        for page in CoursePage.objects.filter(locale__language_code="en", alias_of__isnull=True)
    }
    # Of two courses with one code, the live one is meant.
    first: dict[str, CoursePage] = {}
    for course in CoursePage.objects.sources().exclude(code="").order_by("-live", "path"):
        first.setdefault(course.code, course)
    ordered = sorted(first.values(), key=lambda course: str(course.path))
    return {
        course.code: TrackFacts(
            code=course.code,
            position=place,
            title_th=course.title,
            title_en=str(english.get(course.translation_key, course.title)),
            is_foundation=course.is_foundation,
        )
        for place, course in enumerate(ordered, start=1)
    }
