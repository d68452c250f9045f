"""Fixtures that every test may ask for."""

import pytest
from django.core.cache import cache
from django.utils import translation

from cms.shared.shelf import shelf
from courses.cohorts import programme
from tests import build
from tests.demo_site import demo_site, prepared_site

__all__ = ["demo_site", "prepared_site"]


@pytest.fixture(autouse=True)
def _nothing_kept_between_tests(request: pytest.FixtureRequest) -> None:
    """Rate limits, the demonstration mark, shared pages and the language start afresh."""
    translation.activate("th")
    cache.clear()
    programme.forget()
    shelf.clear()


@pytest.fixture
def people(db: None) -> build.People:
    """The known people: learner, neighbour, trainer, other trainer, manager, administrator."""
    return build.people()
