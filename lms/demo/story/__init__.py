"""The simulated programme: people with plausible journeys over two fiscal years, drawn from a seed."""

from datetime import datetime

DEFAULT_LEARNERS = 400
DEFAULT_SEED = 1


# From this size on the programme runs in the whole country, not in eight villages alone.
WHOLE_COUNTRY_FROM = 10_000


def make(*, learners: int, seed: int, now: datetime) -> None:
    """Draw a programme and write it; runs inside the caller's transaction."""
    from lms.demo.story.country import NAMED_PEOPLE, draw_country, invent_villages
    from lms.demo.story.draw import Hand, draw
    from lms.demo.story.lessons import lesson_specs
    from lms.demo.story.write import write, write_country

    hand, lessons = Hand(), lesson_specs()
    named = learners if learners < WHOLE_COUNTRY_FROM else NAMED_PEOPLE
    write(draw(named, seed, now, lessons, hand))
    if learners > named:
        villages = invent_villages(learners, seed)
        write_country(villages, draw_country(villages, learners - named, seed, now, lessons, hand), seed, now)
