"""Joining, cohorts at the desk, roles."""

from tests.routes import desk, ours, public

ROWS = [
    public("join-code"),
    public("join", lambda p: {"code": p.cohort.join_code}),
    desk("cohorts"),
    desk("cohort-new"),
    ours("cohort-edit", lambda p: {"pk": p.cohort.pk}),
    ours("roster", lambda p: {"pk": p.cohort.pk}),
    ours("poster", lambda p: {"pk": p.cohort.pk}),
]
