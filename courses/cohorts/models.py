"""Communities, their cohorts, who is enrolled, and which staff member sees what."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Max, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.cohorts import rules
from courses.cohorts.codes import new_code
from courses.cohorts.querysets import CohortQuerySet, CommunityQuerySet, EnrolmentQuerySet
from courses.errors import Refused

area_code_validator = RegexValidator(
    r"^(\d{2}|\d{4}|\d{6})$", _("An area code has 2 digits (province), 4 (amphoe) or 6 (tambon).")
)


def _as_validation_error(error: Refused) -> ValidationError:
    """Say a rule's no in the way that forms understand, beside the input that it is about."""
    if error.field:
        return ValidationError({error.field: error.message})
    return ValidationError(str(error.message))


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
                condition=Q(households__isnull=True) | Q(households__gt=0),
                name="community_households_known_or_absent",
                violation_error_message=_(
                    "Leave the households empty where no source gives them: 0 is not unknown."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Hold the rules that an admin's form could break: the place exists, the kind stays what it is."""
        try:
            rules.check_area_code(self.area_code)
            if self.is_demonstration:
                rules.check_demonstration_name(self.name_th)
        except Refused as error:
            raise _as_validation_error(error) from error
        if self.pk and self._would_mix_kinds():
            raise ValidationError(
                {
                    "is_demonstration": _(
                        "This community already has cohorts. Demonstration and real data never mix: "
                        "make another community instead."
                    )
                }
            )

    def _would_mix_kinds(self) -> bool:
        was = Community.objects.filter(pk=self.pk).values_list("is_demonstration", flat=True).first()
        if was is None or was == self.is_demonstration:
            return False
        return self.cohorts.exists()

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

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="cohorts", verbose_name=_("community")
    )
    number = models.PositiveSmallIntegerField(
        _("number"),
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(999)],
        help_text=_("Empty: the next number of the community."),
    )
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
    seats = models.PositiveSmallIntegerField(
        _("seats"), default=60, validators=[MinValueValidator(1), MaxValueValidator(rules.MOST_SEATS)]
    )
    join_code = models.CharField(_("join code"), max_length=8, editable=False)
    closed_at = models.DateTimeField(_("closed for joining at"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("demonstration data"), default=False)
    # The number of the form that opened it: the same form sent twice opens one cohort.
    opening_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts_on", "community", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "number"],
                name="cohort_number_is_unique_in_community",
                violation_error_message=_(
                    "This community already has a cohort with this number. Choose another number."
                ),
            ),
            models.UniqueConstraint(
                fields=["join_code"],
                condition=Q(closed_at__isnull=True),
                name="join_code_is_unique_among_open_cohorts",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="cohort_ends_after_it_starts",
                violation_error_message=_("The last day must come after the first day."),
            ),
            models.CheckConstraint(
                # A year typed in the Buddhist era would otherwise stand 543 years from now.
                condition=Q(starts_on__gte=rules.FIRST_DAY, ends_on__lte=rules.LAST_DAY),
                name="cohort_days_are_of_our_time",
                violation_error_message=_("Look at the year again: it is too far from today."),
            ),
            models.CheckConstraint(condition=Q(seats__gt=0), name="cohort_has_seats"),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the row; a new one gets its code, its number and the kind of its community."""
        if not self.join_code:
            self.join_code = self.free_code()
        if self.number is None:
            self.number = self.next_number(self.community)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Hold the rules that an admin's form could break."""
        try:
            rules.check_calendar(self.starts_on, self.ends_on)
            rules.check_seats(self.seats, self.taken_seats() if self.pk else 0)
            if self.community_id is not None:
                rules.check_trainer(self.trainer, self.community)
        except Refused as error:
            raise _as_validation_error(error) from error
        if self.community_id is not None:
            self._clean_community()

    def _clean_community(self) -> None:
        if self.community.is_demonstration:
            self.is_demonstration = True
        if self.number is None:
            self.number = self.next_number(self.community)
        was = Cohort.objects.filter(pk=self.pk).values_list("is_demonstration", "community_id").first()
        if was and self.enrolments.exists():
            if was[0] != self.is_demonstration:
                raise ValidationError(
                    {"is_demonstration": _("People are already in: a cohort with people keeps its kind.")}
                )
            if was[1] != self.community_id:
                raise ValidationError(
                    {"community": _("People are already in: a cohort with people stays where it is.")}
                )

    @staticmethod
    def next_number(community: Community) -> int:
        """Return the number after the community's highest."""
        highest = community.cohorts.aggregate(Max("number"))["number__max"]
        return (highest or 0) + 1

    @staticmethod
    def free_code() -> str:
        """Return a code that no cohort has, closed ones included: an old poster never leads elsewhere."""
        code = new_code()
        while Cohort.objects.filter(join_code=code).exists():
            code = new_code()
        return code

    def taken_seats(self) -> int:
        """Count the people who are in now."""
        return self.enrolments.active().count()

    def is_over(self, day: date) -> bool:
        """Tell whether the last day has passed on a day in Thailand."""
        return day > self.ends_on

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
    # The number of the joining form: the same form sent twice joins once.
    joining_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)

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
        constraints = [
            models.UniqueConstraint(fields=["manager", "area_code"], name="manager_has_an_area_once")
        ]

    def __str__(self) -> str:
        return f"{self.manager_id} follows {self.area_code or 'all'}"
