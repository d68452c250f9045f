"""The learner's home, the cohort view, the goal."""

from tests import build
from tests.routes import Row, desk, learners, ours, public

ROWS = [
    learners(
        "api:my-lesson",
        lambda p: {"key": build.lesson().key},
        nobody=401,
        trainer=401,
        manager=401,
        administrator=401,
    ),
    learners("api:my-lessons", nobody=401, trainer=401, manager=401, administrator=401),
    learners("home"),
    public("number"),
    desk("desk"),
    desk("goal"),
    desk("rules", trainer=404),
    Row("rules-evidence", method="post", administrator=422),
    Row("rules-counting", method="post", data=lambda p: {"rule": "baseline-excluded"}, administrator=422),
    Row("rules-definition", method="post", administrator=422),
    Row("rules-target", method="post", administrator=422),
    desk("drill"),
    ours("cohort", lambda p: {"pk": p.cohort.pk}),
    ours("learner", lambda p: {"pk": p.learner.pk}),
]
