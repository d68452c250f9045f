"""Fixtures that every test may ask for."""

import math
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.apps import AppConfig
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.test import TransactionTestCase
from django.utils import translation
from wagtail.models import Collection, Page

from cms.curriculum.load import empty_root
from cms.shared.shelf import shelf
from courses.cohorts import programme
from tests import build, empty_database, emptying
from tests.browsing import browser_of_the_worker, chromium, page_of
from tests.demo_site import demo_site, prepared_site

__all__ = ["browser_of_the_worker", "chromium", "demo_site", "page_of", "prepared_site"]


TransactionTestCase._fixture_teardown = emptying.empty_again  # type: ignore[method-assign]

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


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Tell pytest-django that the database is there already: the next fixture copies an empty one."""
    return True


@pytest.fixture(scope="session")
def django_db_createdb() -> bool:
    return False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> Iterator[None]:
    """Copy the empty database for this process; `--reuse-db` keeps it, `--create-db` makes it anew."""
    reuse, anew = (request.config.getvalue(name) for name in ("reuse_db", "create_db"))
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(empty_database.for_the_tests(kept=reuse, anew=anew))
        yield
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Beside what pytest-django does, remember what an empty site holds."""
    with django_db_blocker.unblock():
        emptying.keep()


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
