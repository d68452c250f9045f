"""Milestones with proof: claims, their evidence, and the one certification a person can have."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.milestones.querysets import CertificationQuerySet, ClaimQuerySet, EvidenceQuerySet


class MilestoneCode(models.TextChoices):
    """The milestones that a learner claims with evidence (programme document, section 3.2)."""

    SHOP_OPEN = "M4", _("Shop open")
    FIRST_CONTENT = "M5", _("First content")
    FIRST_SALE = "M6", _("First sale")
    STILL_SELLING = "M7", _("Still selling after 90 days")
    REGISTERED_MARK = "M8", _("DBD Registered")
    ABROAD = "M9", _("Sale abroad")
    # No milestone: a later sale that shows who still sells (K9). A person may have many.
    LATER_SALE = "K9", _("A sale lately")


# The road to the first sale: what cohorts, the phone and the next step speak of.
ROAD = (MilestoneCode.SHOP_OPEN, MilestoneCode.FIRST_CONTENT, MilestoneCode.FIRST_SALE)
# Claims of an order that was sold; all need the evidence of a sale.
SALES = (
    MilestoneCode.FIRST_SALE,
    MilestoneCode.STILL_SELLING,
    MilestoneCode.ABROAD,
    MilestoneCode.LATER_SALE,
)


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    PENDING = "pending", _("Waiting to be checked")
    VERIFIED = "verified", _("Verified")
    RETURNED = "returned", _("Sent back")
    REPLACED = "replaced", _("A newer one took its place")


# A claim that says nothing about where the learner stands now.
NO_LONGER = (ClaimState.RETURNED, ClaimState.REPLACED)


class Claim(models.Model):
    """A learner says that a milestone was reached, on a day, with evidence. Append-only.

    A claim that was sent back stays; the learner sends another. One that a phone kept while there was no
    network may arrive when a newer one waits or was decided: then it is `replaced`. `happened_on` is the
    day of the event in Thailand: it decides the fiscal year. `flags` lists codes of what a human must look
    at (see `courses.milestones.flags`). `country` (ISO 3166, two letters) is where a sale abroad went.
    `amount_baht` is what the seller says that the sale brought, `confirmed_baht` what whoever verified it
    read in the slip or the order: only that is K8.
    The buyer is kept only while the claim waits: to see whether a participant bought from a participant.
    """

    id = models.UUIDField(primary_key=True)
    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="claims")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    milestone = models.CharField(max_length=2, choices=MilestoneCode.choices)
    shop = models.ForeignKey("courses.Shop", models.PROTECT, null=True, blank=True, related_name="claims")
    happened_on = models.DateField()
    url = models.URLField(max_length=500, blank=True)
    url_key = models.CharField(max_length=500, blank=True, db_index=True)
    tracking_number = models.CharField(max_length=32, blank=True, db_index=True)
    order_number = models.CharField(max_length=40, blank=True, db_index=True)
    registration_number = models.CharField(max_length=24, blank=True, db_index=True)
    country = models.CharField(max_length=2, blank=True)
    buyer_name = models.CharField(max_length=120, blank=True)
    buyer_phone = models.CharField(max_length=16, blank=True)
    note = models.TextField(blank=True)
    amount_baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    confirmed_baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    flags = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=ClaimState.choices, default=ClaimState.PENDING)
    sent_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at"]
        indexes = [
            models.Index(fields=["state", "milestone", "sent_at"], name="claim_queue"),
            # For sums that are kept: of whom something was sent or decided since.
            models.Index(fields=["sent_at", "learner"], name="claim_sent"),
            models.Index(fields=["decided_at", "learner"], name="claim_decided"),
            models.Index(
                fields=["milestone", "happened_on"],
                condition=Q(state="verified"),
                name="claim_verified_by_day",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=("pending", "replaced"), decided_by__isnull=True, decided_at__isnull=True
                )
                | (
                    ~Q(state__in=("pending", "replaced"))
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="decided_claim_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("submitted_by")),
                name="nobody_decides_their_own_claim",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="returned_claim_says_why"
            ),
            models.UniqueConstraint(
                fields=["learner", "milestone"],
                condition=Q(state="verified") & ~Q(milestone="K9"),
                name="milestone_is_verified_once_per_learner",
            ),
            models.UniqueConstraint(
                fields=["learner", "milestone"],
                condition=Q(state="pending"),
                name="milestone_has_one_pending_claim_per_learner",
            ),
            models.UniqueConstraint(
                fields=["registration_number"],
                condition=Q(state="verified") & ~Q(registration_number=""),
                name="mark_number_is_verified_once",
            ),
            models.CheckConstraint(
                condition=~Q(milestone="M8") | ~Q(registration_number=""), name="mark_has_its_number"
            ),
            models.CheckConstraint(
                condition=~Q(milestone="M9") | ~(Q(country="") | Q(country="TH")),
                name="sale_abroad_has_its_country",
            ),
            models.CheckConstraint(
                condition=Q(state="pending") | Q(buyer_name="", buyer_phone=""),
                name="buyer_is_forgotten_once_decided",
            ),
            models.CheckConstraint(
                condition=Q(amount_baht__isnull=True) | Q(amount_baht__gte=0),
                name="stated_amount_is_not_below_0",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_baht__isnull=True)
                | Q(confirmed_baht__gte=0, amount_baht__isnull=False, state="verified"),
                name="confirmed_amount_was_stated_and_verified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} of {self.learner_id} {self.state}"


class EvidenceKind(models.TextChoices):
    """What a picture shows. What each proves stands in `courses.milestones.kinds`."""

    SHOP_SCREENSHOT = "shop-screenshot", _("Picture of the shop page")
    CONTENT_SCREENSHOT = "content-screenshot", _("Picture of the live or the clip")
    ORDER_SCREENSHOT = "order-screenshot", _("Picture of the order")
    PARCEL_PHOTO = "parcel-photo", _("Photo of the parcel")
    PAYMENT_SLIP = "payment-slip", _("Slip of the transfer")
    ORDER_REPORT = "order-report", _("Order report of the platform")
    ORDER_FILE = "order-file", _("Order file of the platform (Excel or CSV)")
    MARK_PICTURE = "mark-picture", _("Picture of the mark or certificate")


class Evidence(models.Model):
    """One picture of a claim. `sha256` is that of the bytes as sent, before they were made safe.

    A picture of a claim that was sent back may go along with the next try.

    `examined_at` is when the picture itself was looked into (see `courses.milestones.examining`), empty
    before. `parsed` holds what was read in it; keys are absent where there was nothing:
    `slip` = {"bank": "014", "reference": "…", "is_valid": true, "fault": ""}: the mini-QR of a bank slip,
    `fault` being «crc», «reference» or «shape» where it is forged or broken; `participants` = public ids
    of learners, other than the sender, into whose PromptPay account a QR in the picture pays;
    `unreadable` = true where the picture could not be opened. `slip_reference` is «bank:reference» of a
    valid slip.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=20, choices=EvidenceKind.choices)
    stored_file = models.ForeignKey("media.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    parsed = models.JSONField(default=dict, blank=True)
    slip_reference = models.CharField(max_length=64, blank=True, db_index=True)
    examined_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "stored_file"], name="claim_shows_a_picture_once"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(examined_at__isnull=True), name="pictures_not_examined")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.claim_id}"


class Certification(models.Model):
    """One person counted as able to sell: once for ever, frozen at the day of the event.

    Community, cohort, trainer, year and the rule of evidence are snapshots: moving the person or changing
    the rule later changes nothing. `rule` is empty for the first rule, that of the programme document.
    `merged_away_at` is set when the person turns out to be somebody already counted.
    """

    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="certifications")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="certification")
    event_on = models.DateField()
    fiscal_year_be = models.PositiveSmallIntegerField()
    community = models.ForeignKey("courses.Community", models.PROTECT, related_name="certifications")
    cohort = models.ForeignKey("courses.Cohort", models.PROTECT, related_name="certifications")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    track = models.ForeignKey("courses.Track", models.PROTECT, related_name="+")
    rule = models.ForeignKey("courses.EvidenceRule", models.PROTECT, null=True, related_name="+")
    is_demonstration = models.BooleanField()
    is_baseline_seller = models.BooleanField()
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    certified_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_reason = models.TextField(blank=True)
    merged_away_at = models.DateTimeField(null=True, blank=True)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["fiscal_year_be", "is_demonstration"], name="certification_by_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(revoked_at__isnull=True, merged_away_at__isnull=True),
                name="person_is_certified_once",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason="")),
                name="revocation_names_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} certified {self.event_on}"


class ReferenceKind(models.TextChoices):
    """What can prove only one sale."""

    TRACKING = "tracking", _("Tracking number")
    IMAGE = "image", _("Picture")
    SLIP = "slip", _("Slip reference")
    ORDER = "order", _("Order number")


class UsedReference(models.Model):
    """A number, slip or picture that proved a sale of somebody certified: it proves no other sale.

    The row goes when the certification is revoked, so that the reference is free again.
    """

    certification = models.ForeignKey(Certification, models.CASCADE, related_name="references")
    kind = models.CharField(max_length=10, choices=ReferenceKind.choices)
    value = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="reference_certifies_one_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
