"""What every table has whose rows a worker makes under a lease (`media.lease`): its columns and its rules."""

from django.db import models
from django.db.models import Q

from media.kinds import ClipState


class Leased(models.Model):
    """A row that one worker at a time makes.

    `queued_at` is when somebody asked, `enqueued_at` when a task was last put in the queue for it: a row
    whose task was lost gets another. `failure` names why the last attempt ended (`media.failures`).
    """

    state = models.CharField(max_length=8, choices=ClipState.choices, default=ClipState.QUEUED)
    step = models.CharField(max_length=24, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField()
    enqueued_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def lease_rules(what: str) -> list[models.CheckConstraint]:
    """Return the constraints of a leased table, named after what its rows are."""
    return [
        models.CheckConstraint(
            condition=Q(state="working", lease_token__isnull=False, lease_until__isnull=False)
            | (~Q(state="working") & Q(lease_token__isnull=True, lease_until__isnull=True)),
            name=f"working_{what}_is_leased",
        ),
        models.CheckConstraint(condition=Q(percent__lte=100), name=f"{what}_percent_is_a_percentage"),
        models.CheckConstraint(condition=~Q(state="failed") | ~Q(failure=""), name=f"failed_{what}_says_why"),
    ]
