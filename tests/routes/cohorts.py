"""Joining, cohorts at the desk, roles."""

from tests.routes import Row, desk, ours, public

ROWS = [
    public("join-code"),
    # Whoever is in already goes home.
    Row(
        "join",
        lambda p: {"code": p.cohort.join_code},
        nobody=200,
        learner=302,
        neighbour=200,
        trainer=200,
        manager=200,
        administrator=200,
    ),
    desk("cohorts"),
    desk("cohort-new"),
    ours("cohort-edit", lambda p: {"pk": p.cohort.pk}),
    ours("cohort-state", lambda p: {"pk": p.cohort.pk}, status=302, method="post"),
    ours("roster", lambda p: {"pk": p.cohort.pk}),
    ours("roster-add", lambda p: {"pk": p.cohort.pk}, status=422, method="post"),
    ours("roster-person", lambda p: {"pk": p.learner.enrolments.get().pk}),
    ours("poster", lambda p: {"pk": p.cohort.pk}),
    ours("qr", lambda p: {"pk": p.cohort.pk}),
]
