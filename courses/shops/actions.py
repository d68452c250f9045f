"""What happens to shops."""

from datetime import datetime

from django.db import transaction

from courses.people.models import Learner
from courses.shops.links import tidy_link
from courses.shops.models import Platform, Shop

LONGEST_NAME = 120


@transaction.atomic
def open_shop(learner: Learner, *, url: str, platform: str = "", name: str = "", at: datetime) -> Shop:
    """Keep a learner's shop under its normalised link; the same link again is the same shop.

    The site that the link stands on decides the platform where we know the site, because people
    mix the names up. Raises `BadLink`.
    """
    link = tidy_link(url)
    platform = link.platform or (platform if platform in Platform.values else Platform.OTHER)
    name = " ".join(name.split())[:LONGEST_NAME]
    shop, made = Shop.objects.get_or_create(
        learner=learner,
        url_key=link.key,
        defaults={"url": link.url, "platform": platform, "name": name, "created_at": at},
    )
    if not made and name and name != shop.name:
        shop.name = name
        shop.save(update_fields=["name"])
    return shop
