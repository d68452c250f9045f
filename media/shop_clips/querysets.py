"""Who sees a seller's clips, and which film is made next."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from lms.accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ShopClipQuerySet(models.QuerySet[Any]):
    """Clips of sellers. One gate: `visible_to(user)`."""

    def visible_to(self, user: "User | AnonymousUser") -> "ShopClipQuerySet":
        """Return a person's own clips; nobody else's, whatever their role."""
        return self.filter(owner=user) if isinstance(user, User) else self.none()

    def with_films(self) -> "ShopClipQuerySet":
        """Return clips with their films and photos fetched."""
        return self.prefetch_related("films__file", "photos__stored_file")


class ShopFilmQuerySet(models.QuerySet[Any]):
    """Films in the queue."""

    def waiting(self) -> "ShopFilmQuerySet":
        """Return the films that wait, previews first: somebody looks at the page."""
        turn = Case(When(quality="preview", then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.filter(state="queued").order_by(turn, "queued_at", "pk")

    def before(self, film: Any) -> "ShopFilmQuerySet":
        """Return the films whose turn comes before that of a waiting one; the one being made counts."""
        earlier = Q(state="queued", quality=film.quality, queued_at__lt=film.queued_at)
        if film.quality != "preview":
            earlier |= Q(state="queued", quality="preview")
        return self.filter(earlier | Q(state="working")).exclude(pk=film.pk)
