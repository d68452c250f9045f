"""The ledgers at the desk, and the seller's page about the mark."""

from typing import Any

from courses.ledgers.campaigns import ReachReading
from tests.build import People
from tests.ledgers import rows
from tests.milestones import things
from tests.routes import Row, desk, learners, ours


def _service(people: People) -> dict[str, Any]:
    return {"pk": rows.service(rows.inside(people.learner), people.manager).pk}


def _order(people: People) -> dict[str, Any]:
    """An order whose amount another manager entered."""
    told = {"outcome": "order", "value_amount": 100, "currency": "THB"}
    return {"pk": rows.service(rows.inside(people.learner), people.neighbour_manager, "matching", **told).pk}


def _operator(people: People) -> dict[str, Any]:
    return {"pk": rows.inside(people.learner).pk}


def _mark(people: People) -> dict[str, Any]:
    return {"pk": rows.mark(rows.inside(people.learner), people.manager).pk}


def _campaign(people: People) -> dict[str, Any]:
    return {"pk": rows.campaign(people.manager).pk}


def _post(people: People) -> dict[str, Any]:
    return {"pk": rows.post(rows.campaign(people.manager), people.manager).pk}


def _influencer(people: People) -> dict[str, Any]:
    return {"pk": rows.influencer(people.manager).pk}


def _picture(people: People) -> dict[str, Any]:
    """A reading with a picture that was really stored."""
    stored = things.stored_picture(people.learner)
    made = rows.post(rows.campaign(people.manager), people.manager)
    reading = rows.reading(made, people.manager, 10, screenshot=stored)
    return {"pk": ReachReading.objects.get(pk=reading.pk).screenshot_id}


# Trainers read the rows of their own people and enter none.
WRITE = {"trainer": 404, "neighbour_trainer": 404}

ROWS = [
    learners("my-dbd"),
    desk("ledgers"),
    desk("ledger-marks"),
    desk("ledger-campaigns", trainer=404),
    desk("ledger-service-new", trainer=404),
    desk("ledger-service-new", trainer=404, query="?outside=1"),
    ours("ledger-service", _service),
    ours("ledger-service-void", _service, status=302, method="post", **WRITE),
    ours("ledger-operator", _operator),
    desk("ledger-mark-new", trainer=404),
    ours("ledger-mark", _mark),
    ours("ledger-mark-step", _mark, status=302, method="post", data=lambda p: {"do": "void"}, **WRITE),
    desk("ledger-campaign-new", trainer=404),
    ours("ledger-campaign", _campaign, **WRITE),
    ours("ledger-campaign-edit", _campaign, **WRITE),
    ours("ledger-campaign-void", _campaign, status=302, method="post", **WRITE),
    ours("ledger-post", _post, **WRITE),
    ours("ledger-post-void", _post, status=302, method="post", **WRITE),
    desk("ledger-influencers", trainer=404),
    desk("ledger-influencer", _influencer, trainer=404),
    desk("ledger-values", trainer=404),
    ours("ledger-value", _order, status=302, method="post", **WRITE),
    desk("ledger-import", trainer=404),
    Row("ledger-file", _picture, manager=200, neighbour_manager=404, administrator=200),
]
