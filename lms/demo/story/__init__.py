"""The simulated programme: people with plausible journeys over two fiscal years, drawn from a seed."""

from datetime import datetime

DEFAULT_LEARNERS = 400
DEFAULT_SEED = 1


# From this size on the programme runs in the whole country, not in eight villages alone.
WHOLE_COUNTRY_FROM = 10_000
# Up to this size everything after the first sale is told through the rooms' own actions.
TOLD_UNTIL = 1_000


def make(*, learners: int, seed: int, now: datetime) -> None:
    """Draw a programme and write it; runs inside the caller's transaction."""
    from lms.demo.story.after import fill_desks, go_on
    from lms.demo.story.country import NAMED_PEOPLE, draw_country, invent_villages
    from lms.demo.story.draw import Hand, draw
    from lms.demo.story.lessons import lesson_specs
    from lms.demo.story.write import write, write_country
    from lms.statistics import refresh_statistics

    hand, lessons = Hand(), lesson_specs()
    is_country = learners >= WHOLE_COUNTRY_FROM
    named = NAMED_PEOPLE if is_country else learners
    plan = draw(named, seed, now, lessons, hand)
    if is_country:
        villages = invent_villages(learners, seed)
        rest = draw_country(villages, learners - named, seed, now, lessons, hand)
        write_country(plan, villages, rest, seed, now)
    else:
        write(plan, in_a_hurry=learners > TOLD_UNTIL)
    # What comes now asks about what was just written, of which a database knows nothing yet.
    refresh_statistics()
    go_on(seed=seed, now=now, in_bulk=learners > TOLD_UNTIL)
    fill_desks(seed=seed, now=now, find_pairs=not is_country)
