"""The learner's home, the cohort view, the goal."""

from tests.routes import desk, learners, ours

ROWS = [
    learners("home"),
    desk("desk", status=302),
    desk("goal"),
    ours("cohort", lambda p: {"pk": p.cohort.pk}),
]
