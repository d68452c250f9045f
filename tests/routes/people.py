"""A learner's own facts."""

from tests.routes import learners, public

ROWS = [
    public("notice"),
    learners("profile"),
    learners("about-me"),
    learners("change-phone"),
    learners("change-pin"),
    learners("consent", lambda p: {"purpose": "messages"}, status=302, method="post"),
]
