"""Fixtures that every test may ask for."""

import math
import os

import pytest
from django.apps import AppConfig
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import translation
from wagtail.models import Collection, Page

from cms.curriculum.load import empty_root
from cms.shared.shelf import shelf
from courses.cohorts import programme
from tests import build
from tests.browsing import chromium, page_of
from tests.demo_site import demo_site, prepared_site

__all__ = ["chromium", "demo_site", "page_of", "prepared_site"]


# These start programs of the site, which find the database by themselves.
SITES_OF_THEIR_OWN = ("tests/browser/", "tests/demo/", "tests/s3/")
# What a person does in a browser from end to end; the other tests with a browser look at pages and scripts.
JOURNEYS = (*SITES_OF_THEIR_OWN, "tests/phone/test_journey.py", "tests/phone/test_sending.py")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep each browser module with one of xdist's workers: a browser is started once for it.

    Where one gate runs both databases (`LMS_TEST_ONCE`), what cannot differ by database is left to SQLite:
    what never asks for one, what is looked at in a browser but the journeys, what waits for chance or the
    clock, and the film room's own films but the tests that kill somebody.
    """
    if os.environ.get("LMS_TEST_ONCE") and connection.vendor != "sqlite":
        same = [item for item in items if not _differs_by_database(item)]
        config.hook.pytest_deselected(items=same)
        items[:] = [item for item in items if _differs_by_database(item)]
    for item in items:
        if item.get_closest_marker("browser") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::", 1)[0]))


def _differs_by_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("patient"):
        return False
    if item.get_closest_marker("browser"):
        return item.nodeid.startswith(JOURNEYS)
    if item.nodeid.startswith("tests/media/") and item.get_closest_marker("film"):
        return "killed" in item.nodeid or "worker" in item.nodeid
    if item.nodeid.startswith(SITES_OF_THEIR_OWN) or item.get_closest_marker("django_db"):
        return True
    return not {"db", "transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))


@receiver(post_migrate)
def _put_the_roots_back(sender: AppConfig, **kwargs: object) -> None:
    """A test with real transactions empties the database behind it; Wagtail cannot do without its roots."""
    if sender.label != "wagtailcore":
        return
    if not Page.objects.filter(depth=1).exists():
        empty_root()
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")


@pytest.fixture(autouse=True)
def _nothing_kept_between_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate limits, the demonstration mark, shared pages and the language start afresh.

    What is kept for some seconds is kept to the test's end: a slow machine must not add a query.
    """
    translation.activate("th")
    cache.clear()
    programme.forget()
    monkeypatch.setattr(programme, "_SECONDS_KEPT", math.inf)
    shelf.clear()


@pytest.fixture
def people(db: None) -> build.People:
    """The known people: learner, neighbour, trainer, other trainer, manager, administrator."""
    return build.people()
