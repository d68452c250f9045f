"""Communities, their cohorts, who is enrolled, and which staff member sees what."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.cohorts.querysets import CohortQuerySet, CommunityQuerySet, EnrolmentQuerySet

area_code_validator = RegexValidator(
    r"^(\d{2}|\d{4}|\d{6})$", _("An area code has 2 digits (province), 4 (amphoe) or 6 (tambon).")
)


class Programme(models.Model):
    """The one row that says what this site counts: real people, or the demonstration.

    It stands in the database, not in the environment, so that a command, a web process and a
    worker can never disagree about it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    is_demonstration = models.BooleanField(default=False)
    demonstration_seed = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="programme_has_one_row")]

    def __str__(self) -> str:
        return "demonstration" if self.is_demonstration else "real"


class Community(models.Model):
    """A village, market or group that learns together.

    Facts are those of a source document; what no source gives stays empty and is shown as "not
    enough data", never as 0 and never as a guess.
    """

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name_th = models.CharField(_("name (Thai)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    area_code = models.CharField(
        _("area code (DOPA)"), max_length=6, db_index=True, validators=[area_code_validator]
    )
    products_th = models.CharField(_("products (Thai)"), max_length=300, blank=True)
    products_en = models.CharField(_("products (English)"), max_length=300, blank=True)
    about_th = models.TextField(_("facts (Thai)"), blank=True)
    about_en = models.TextField(_("facts (English)"), blank=True)
    source = models.CharField(_("source of the facts"), max_length=200, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    inhabitants = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    is_rural = models.BooleanField(_("rural"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("demonstration data"), default=False)
    target_sellers = models.PositiveIntegerField(_("own target of sellers a year"), null=True, blank=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["name_th"]
        constraints = [
            models.CheckConstraint(
                condition=Q(households__isnull=True) | Q(households__gt=0), name="community_households_known_or_absent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the page's language."""
        return self.name_en if get_language() == "en" else self.name_th

    @property
    def products(self) -> str:
        """Return the products in the page's language."""
        return self.products_en if get_language() == "en" else self.products_th

    @property
    def about(self) -> str:
        """Return the facts of the source in the page's language."""
        return self.about_en if get_language() == "en" else self.about_th


class Cohort(models.Model):
    """A group of learners with one trainer, one join code and a calendar.

    `join_code` is stored without the space that posters show. A cohort of a demonstration
    community is a demonstration; a real community may hold a demonstration cohort as well.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="cohorts", verbose_name=_("community"))
    number = models.PositiveSmallIntegerField(_("number"))
    title_th = models.CharField(_("title (Thai)"), max_length=120, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cohorts",
        limit_choices_to={"role": "trainer"},
        verbose_name=_("trainer"),
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    seats = models.PositiveSmallIntegerField(_("seats"), default=60)
    join_code = models.CharField(_("join code"), max_length=8, editable=False)
    closed_at = models.DateTimeField(_("closed for joining at"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("demonstration data"), default=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts_on", "community", "number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="cohort_number_is_unique_in_community"),
            models.UniqueConstraint(
                fields=["join_code"], condition=Q(closed_at__isnull=True), name="join_code_is_unique_among_open_cohorts"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="cohort_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="cohort_has_seats"),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.label}"

    @property
    def label(self) -> str:
        """Return «รุ่นที่ 2» in the page's language."""
        return _("Cohort %(number)s") % {"number": self.number}

    @property
    def title(self) -> str:
        """Return the title in the page's language."""
        return self.title_en if get_language() == "en" else self.title_th

    @property
    def spaced_code(self) -> str:
        """Return the join code as posters show it: «7KX M4Q»."""
        middle = len(self.join_code) // 2
        return f"{self.join_code[:middle]} {self.join_code[middle:]}"


class Enrolment(models.Model):
    """One learner in one cohort. Leaving ends it; nothing that was learnt is lost."""

    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="enrolments")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(max_length=200, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "cohort"], name="learner_is_enrolled_once_per_cohort"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
                name="enrolment_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.cohort_id}"


class TrainerCommunity(models.Model):
    """A community that a trainer trains and therefore sees."""

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="trainer_communities")
    community = models.ForeignKey(Community, models.CASCADE, related_name="trainer_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trainer", "community"], name="trainer_has_a_community_once")
        ]

    def __str__(self) -> str:
        return f"{self.trainer_id} trains {self.community_id}"


class ManagerArea(models.Model):
    """An area that a manager follows: a province, amphoe or tambon code; empty is the whole country."""

    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="manager_areas")
    area_code = models.CharField(max_length=6, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["manager", "area_code"], name="manager_has_an_area_once")]

    def __str__(self) -> str:
        return f"{self.manager_id} follows {self.area_code or 'all'}"
