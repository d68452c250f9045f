"""Who did what to whose record, and when. Written once, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.audit.querysets import AuditEntryQuerySet


class Verb(models.TextChoices):
    """What was done. The words stand in lists behind the person's name."""

    SAW = "saw", _("looked at the record")
    OPENED_PICTURE = "opened-picture", _("opened a picture")
    CHANGED = "changed", _("changed facts")
    IMPORTED = "imported", _("came in with a list")
    TOOK_OVER = "took-over", _("came in as the person of a list")
    ENROLLED = "enrolled", _("put into a cohort")
    MOVED = "moved", _("moved to another cohort")
    SENT_FOR = "sent-for", _("sent evidence for the learner")
    VERIFIED = "verified", _("verified evidence")
    RETURNED = "returned", _("sent evidence back")
    REDACTED = "redacted", _("covered parts of a picture")
    LOOKED_AGAIN = "looked-again", _("looked at evidence a second time")
    REVOKED = "revoked", _("revoked a certification")
    MERGED = "merged", _("merged two profiles of one person")
    UNMERGED = "unmerged", _("undid a merge")
    KEPT_APART = "kept-apart", _("said that two profiles are two people")
    SUSPENDED = "suspended", _("suspended")
    RESUMED = "resumed", _("lifted a suspension")
    CONSENTED = "consented", _("gave consent")
    WITHDREW = "withdrew", _("withdrew consent")
    ASKED_CORRECTION = "asked-correction", _("asked for a correction")
    CORRECTED = "corrected", _("answered a correction")
    EXPORTED_OWN = "exported-own", _("took a copy of their own data")
    ERASED = "erased", _("erased a person's data")
    EXPORTED = "exported", _("took a list out")
    RECORDED = "recorded", _("entered a service or an application")
    CLOSED_MONTH = "closed-month", _("closed a month")
    SIGNED_REPORT = "signed-report", _("signed a report")
    TOKEN_GIVEN = "token-given", _("gave a program access")
    TOKEN_STOPPED = "token-stopped", _("took a program's access away")


class AuditEntry(models.Model):
    """One act. `person` is the learner's `public_id`, so that the entry outlives an erasure.

    `by` is empty for what the programme did by itself. `subject_kind` and `subject_id` name the row
    ("claim", its key). `details` holds ids, codes and field names: never a phone number or a name.
    `day` is the day in Thailand; a look is noted once a day, everything else each time.
    """

    at = models.DateTimeField()
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=20, choices=Verb.choices)
    person = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=24, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="audit_of_a_person"),
            models.Index(fields=["subject_kind", "subject_id"], name="audit_of_a_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "person", "subject_kind", "subject_id", "day"],
                condition=Q(verb="saw"),
                name="look_is_noted_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"
