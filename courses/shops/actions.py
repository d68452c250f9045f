"""What happens to shops."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.people.models import Learner
from courses.shops.errors import BadLink
from courses.shops.links import tidy_link
from courses.shops.models import Platform, Shop
from lms.dates import bangkok_date

LONGEST_NAME = 120


@transaction.atomic
def open_shop(learner: Learner, *, url: str, platform: str = "", name: str = "", at: datetime) -> Shop:
    """Keep a learner's shop under its normalised link; the same link again is the same shop.

    The site that the link stands on decides the platform where we know the site, because people
    mix the names up. Told at several moments `at`, in any order, the shop is as old as the first,
    spelled as then, and called as the last one calls it. Raises `BadLink`.
    """
    link = tidy_link(url)
    platform = link.platform or (platform if platform in Platform.values else Platform.OTHER)
    name = " ".join(name.split())[:LONGEST_NAME]
    shop, made = Shop.objects.get_or_create(
        learner=learner,
        url_key=link.key,
        defaults={
            "url": link.url,
            "platform": platform,
            "name": name,
            "created_at": at,
            "named_at": at if name else None,
        },
    )
    if made:
        return shop
    if (at, link.url, platform) < (shop.created_at, shop.url, shop.platform):
        shop.created_at, shop.url, shop.platform = at, link.url, platform
    if name and (not shop.name or (at, name) > (shop.named_at or shop.created_at, shop.name)):
        shop.name, shop.named_at = name, at
    shop.save(update_fields=["created_at", "url", "platform", "name", "named_at"])
    return shop


@transaction.atomic
def close_shop(shop: Shop, *, at: datetime) -> Shop:
    """Note that a seller closed a shop today. It stays on record; twice is once."""
    return _set_closed(shop, bangkok_date(at), at) if shop.closed_on is None else shop


@transaction.atomic
def reopen_shop(shop: Shop, *, at: datetime) -> Shop:
    """Note that a shop sells again."""
    return _set_closed(shop, None, at) if shop.closed_on else shop


def _set_closed(shop: Shop, on: date | None, at: datetime) -> Shop:
    shop.closed_on = on
    shop.save(update_fields=["closed_on"])
    details = {"act": "closed" if on else "opened"}
    learner = shop.learner
    note(
        Verb.CHANGED,
        by=learner.user,
        at=at,
        person=learner.public_id,
        subject=("shop", shop.pk),
        details=details,
    )
    return shop


def add_channel(learner: Learner, *, url: str, platform: str = "", name: str = "", at: datetime) -> Shop:
    """Keep one more shop of a seller, or find the one that she has under this link already.

    A shop that was closed is open again. Raises `BadLink`, also where the profile was merged away.
    """
    if learner.merged_into_id:
        raise BadLink(_("This profile was merged into another one. Sign in with the other one."))
    shop = open_shop(learner, url=url, platform=platform, name=name, at=at)
    return reopen_shop(shop, at=at)
