"""Wagtail tells, the register is told: the only signals of the house besides removing files.

All of it runs inside the transaction of the change itself (see `HousePage` and
`cms.admin.urls`), so that a page and its lesson are never of two minds.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cms.pages.course import CoursePage
from cms.pages.lesson import LessonPage
from cms.publishing.awaited import forget_awaited
from cms.publishing.lessons import register_below, register_lessons, withdraw
from cms.publishing.tracks import register_tracks
from cms.shared.shelf import shelf
from cms.shared.store import forget_pages
from lms.dates import now


def _change_shared_pages() -> None:
    forget_pages()
    transaction.on_commit(shelf.clear)


@transaction.atomic
def when_published(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    """Write a published lesson or course into the register. Aliases only follow their original."""
    if isinstance(instance, LessonPage):
        forget_awaited(instance)
    if isinstance(instance, LessonPage) and instance.alias_of_id is None:
        register_lessons([instance.translation_key], at=now())
    elif isinstance(instance, CoursePage) and instance.alias_of_id is None:
        register_tracks()
        register_below(instance, at=now())
    _change_shared_pages()


@transaction.atomic
def when_unpublished(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    """Withdraw the lesson of a Thai page; without its English page a lesson loses its English only.

    Deleting a live page, or one above it, arrives here too: Wagtail unpublishes first.
    """
    if isinstance(instance, LessonPage) and instance.alias_of_id is None:
        if instance.is_source:
            withdraw(instance, at=now())
        else:
            register_lessons([instance.translation_key], at=now(), without=instance.pk)
    _change_shared_pages()


@transaction.atomic
def when_moved(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Write new addresses and places: of the moved pages and of those they moved among."""
    if issubclass(instance.specific_class or Page, CoursePage):
        register_tracks()
    for page in {kwargs["parent_page_before"], kwargs["parent_page_after"]}:
        if isinstance(page.specific, CoursePage):
            register_below(page, at=now())
    register_below(instance, at=now())
    _change_shared_pages()


@transaction.atomic
def when_slug_changed(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    """Write the new addresses of everything below."""
    register_below(instance, at=now())
    _change_shared_pages()


def when_deleted(sender: type[Page], instance: Page, **_kwargs: Any) -> None:
    """Forget what was rendered with the page."""
    if issubclass(sender, CoursePage):
        register_tracks()
    _change_shared_pages()


def when_access_changed(sender: Any, **_kwargs: Any) -> None:
    """A page with view restrictions is never shared; one whose restriction went may be again."""
    _change_shared_pages()


def connect() -> None:
    """Listen; called once when the app is ready."""
    page_published.connect(when_published)
    page_unpublished.connect(when_unpublished)
    post_page_move.connect(when_moved)
    page_slug_changed.connect(when_slug_changed)
    post_delete.connect(when_deleted, sender=CoursePage)
    post_delete.connect(when_deleted, sender=Page)
    for model in (PageViewRestriction, Site):
        post_save.connect(when_access_changed, sender=model)
        post_delete.connect(when_access_changed, sender=model)
