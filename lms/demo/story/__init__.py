"""The simulated programme: people with plausible journeys over two fiscal years, drawn from a seed."""

from datetime import datetime

DEFAULT_LEARNERS = 400
DEFAULT_SEED = 1


def make(*, learners: int, seed: int, now: datetime) -> None:
    """Draw a programme and write it; runs inside the caller's transaction."""
    from lms.demo.story.draw import draw
    from lms.demo.story.lessons import lesson_specs
    from lms.demo.story.write import write

    write(draw(learners, seed, now, lesson_specs()))
