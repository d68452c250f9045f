"""Two profiles that may be one person, what was decided about them, and merges that can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.duplicates.querysets import DuplicatePairQuerySet, MergeQuerySet


class DuplicateCard(models.Model):
    """What was known of a person when they were last compared; where it differs they are compared again."""

    learner = models.OneToOneField("courses.Learner", models.CASCADE, primary_key=True, related_name="+")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=16, blank=True)
    sex = models.CharField(max_length=8, blank=True)
    birth_year_be = models.PositiveSmallIntegerField(null=True)
    community_id = models.BigIntegerField(null=True)
    area_code = models.CharField(max_length=6, blank=True)
    is_demonstration = models.BooleanField(default=False)
    shops = models.PositiveIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    # True until the person was compared with the others.
    is_due = models.BooleanField(default=True, db_index=True)

    def __str__(self) -> str:
        return f"card of {self.learner_id}"


class DuplicateKey(models.Model):
    """One thing by which a person may be found twice: «r:p:+6681…». It begins with r (real) or d (demo)."""

    learner = models.ForeignKey("courses.Learner", models.CASCADE, related_name="+")
    value = models.CharField(max_length=120, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "value"], name="person_has_a_key_once"),
        ]

    def __str__(self) -> str:
        return f"key of {self.learner_id}"


class PairState(models.TextChoices):
    """Where a suspicion stands."""

    OPEN = "open", _("Waiting to be looked at")
    APART = "apart", _("Two people")
    MERGED = "merged", _("One person")


class DuplicatePair(models.Model):
    """Two profiles that may be one person. Only a suggestion: a human decides.

    `reasons` is a list of [feature, points, words in English]; `score` their sum. What was said apart
    comes back only with a feature that is not among `decided_features`.
    """

    first = models.ForeignKey("courses.Learner", models.CASCADE, related_name="+")
    second = models.ForeignKey("courses.Learner", models.CASCADE, related_name="+")
    score = models.SmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=6, choices=PairState.choices, default=PairState.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_features = models.JSONField(default=list)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        indexes = [models.Index(fields=["state", "-score"], name="duplicate_queue")]
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_is_ordered"),
            models.UniqueConstraint(fields=["first", "second"], name="pair_stands_once"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_pair_names_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id} {self.state}"

    @property
    def features(self) -> list[str]:
        """Return the codes of what speaks for one person."""
        return [feature for feature, points, _words in self.reasons if points > 0]


class Merge(models.Model):
    """Two profiles became one person: the journal of every row that changed, so that it can be undone.

    `changes` is written by `courses.duplicates.journal`. What arrives after the merge belongs to the
    survivor and stays there when it is undone.
    """

    survivor = models.ForeignKey("courses.Learner", models.PROTECT, related_name="+")
    merged = models.ForeignKey("courses.Learner", models.PROTECT, related_name="+")
    pair = models.ForeignKey(DuplicatePair, models.SET_NULL, null=True, related_name="merges")
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    changes = models.JSONField(default=list)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merge_is_of_two_profiles"),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="profile_is_merged_away_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="undone_merge_names_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} merged into {self.survivor_id}"
