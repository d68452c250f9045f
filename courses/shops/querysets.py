"""Which shops, products and sales there are. Reads only."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.db.models.lookups import IsNull

from courses.cohorts.querysets import learner_gate
from lms.accounts.models import User
from media.models import FileKind, StoredFile

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# The months of a fiscal year that lie in the calendar year before it is named.
FIRST_MONTH_OF_THE_YEAR = 10


class ShopQuerySet(models.QuerySet[Any]):
    """The channels of sellers."""

    def visible_to(self, user: "User | AnonymousUser") -> "ShopQuerySet":
        """Return the learner's own shops, or those of learners whom a staff member may see."""
        return self.filter(learner_gate(user))

    def open(self) -> "ShopQuerySet":
        """Return the shops that their sellers have not closed."""
        return self.filter(closed_on__isnull=True)

    def with_checks(self) -> "ShopQuerySet":
        """Add `verified_at` and `opened_on`: the last accepted claim, and its first day."""
        accepted = Q(claims__state="verified")
        return self.annotate(
            verified_at=Max("claims__decided_at", filter=accepted),
            opened_on=Min("claims__happened_on", filter=accepted & Q(claims__milestone="M4")),
        )

    def with_others(self) -> "ShopQuerySet":
        """Add `is_elsewhere`: another person gave the same link. For reviewers, never for the seller."""
        same = self.model.objects.filter(url_key=OuterRef("url_key"), learner__merged_into__isnull=True)
        return self.annotate(is_elsewhere=Exists(same.exclude(learner=OuterRef("learner"))))


class ProductQuerySet(models.QuerySet[Any]):
    """What sellers sell."""

    def visible_to(self, user: "User | AnonymousUser") -> "ProductQuerySet":
        """Return the learner's own products, or those of learners whom a staff member may see."""
        return self.filter(learner_gate(user))

    def on_offer(self) -> "ProductQuerySet":
        """Return the products that were not removed."""
        return self.filter(removed_at__isnull=True)

    def of_otop(self) -> "ProductQuerySet":
        """Return the products that count as OTOP: those with a registration number."""
        return self.on_offer().exclude(otop_number="")

    def of_community(self, community: Any) -> "ProductQuerySet":
        """Return the products on offer of people who learn in a community now."""
        here = Q(
            learner__enrolments__cohort__community=community,
            learner__enrolments__left_at__isnull=True,
            learner__merged_into__isnull=True,
        )
        return self.on_offer().filter(here).distinct()


class MonthlySalesQuerySet(models.QuerySet[Any]):
    """What sellers say they sold."""

    def visible_to(self, user: "User | AnonymousUser") -> "MonthlySalesQuerySet":
        """Return the learner's own answers, or those of learners whom a staff member may see."""
        return self.filter(learner_gate(user))

    def current(self) -> "MonthlySalesQuerySet":
        """Leave out answers that a later one took the place of."""
        later = self.model.objects.filter(
            Q(sent_at__gt=OuterRef("sent_at")) | Q(sent_at=OuterRef("sent_at"), pk__gt=OuterRef("pk")),
            Q(channel=OuterRef("channel")) | Q(channel__isnull=True) | Q(IsNull(OuterRef("channel"), True)),
            learner=OuterRef("learner"),
            year_be=OuterRef("year_be"),
            month=OuterRef("month"),
        )
        return self.filter(~Exists(later))

    def in_fiscal_year(self, year_be: int) -> "MonthlySalesQuerySet":
        """Return the answers about the months of a fiscal year, October to September."""
        before = Q(year_be=year_be - 1, month__gte=FIRST_MONTH_OF_THE_YEAR)
        return self.filter(before | Q(year_be=year_be, month__lt=FIRST_MONTH_OF_THE_YEAR))

    def declared_sales(self, year_be: int) -> "MonthlySalesQuerySet":
        """Return what counts as declared in a fiscal year: the newest answers of people not merged away.

        Self-declared (evidence group C): shown apart from what is verified, never added to it.
        """
        return self.current().in_fiscal_year(year_be).filter(learner__merged_into__isnull=True)


def photos_visible_to(user: User) -> "models.QuerySet[StoredFile]":
    """Return photos of products and sales that a person may see, and their own that are not kept yet."""
    from courses.shops.models import MonthlySales, ProductPhoto

    products = ProductPhoto.objects.filter(learner_gate(user, "product__learner"))
    sales = MonthlySales.objects.visible_to(user).filter(picture__isnull=False)
    own = Q(owner=user, kind=FileKind.PHOTO)
    kept = Q(pk__in=products.values("stored_file_id")) | Q(pk__in=sales.values("picture_id"))
    return StoredFile.objects.filter(own | kept)
