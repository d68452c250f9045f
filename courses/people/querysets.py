"""Which learners there are, and whose name may be passed on."""

from typing import Any

from django.db import models


class LearnerQuerySet(models.QuerySet[Any]):
    """Learners, everybody who was merged or erased included."""

    def here(self) -> "LearnerQuerySet":
        """Return the people who are: neither merged into another profile nor erased."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)

    def may_be_named(self) -> "LearnerQuerySet":
        """Return those whose name may stand in a list that leaves the programme, as to the Ministry.

        Consent is asked for, never assumed (PDPA section 19): who never gave it, who withdrew it, and who
        was erased, stays in every count and in no such list.
        """
        given = self.model._meta.get_field("consents").related_model.objects.filter(
            learner=models.OuterRef("pk"), purpose="sharing-with-ministry", withdrawn_at__isnull=True
        )
        return self.here().filter(models.Exists(given))
