"""One `User` is one profile: a learner with a phone and a PIN, or staff with an e-mail and a password."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.pins import encode_secret

MOST_WRONG_TRIES = 5  # five guesses in a million for one code


class Role(models.TextChoices):
    """What a person does here. A trainer's communities and a manager's areas stand in `courses`."""

    LEARNER = "learner", _("Learner")
    TRAINER = "trainer", _("Trainer")
    MANAGER = "manager", _("Programme manager")
    ADMINISTRATOR = "administrator", _("Administrator")


class UserManager(BaseUserManager["User"]):
    """Makes profiles. `courses.people.actions` and the roles page are the usual callers."""

    def _create(self, password: str | None, **fields: Any) -> "User":
        user = self.model(**fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_learner(self, *, phone: str, pin: str | None, name: str) -> "User":
        """Make a learner's profile; `phone` in E.164. The caller has checked that the PIN is free."""
        return self._create(pin, phone=phone, name=name, role=Role.LEARNER)

    def create_staff(self, *, email: str, password: str | None, name: str, role: str) -> "User":
        """Make a trainer, manager or administrator who signs in with an e-mail address."""
        is_administrator = role == Role.ADMINISTRATOR
        return self._create(
            password,
            email=self.normalize_email(email).lower(),
            name=name,
            role=role,
            is_staff=is_administrator,
            is_superuser=is_administrator,
        )

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an administrator from the command line (`manage.py createsuperuser`)."""
        return self.create_staff(
            email=email, password=password, name=fields.get("name", email), role=Role.ADMINISTRATOR
        )

    def with_phone(self, phone: str) -> models.QuerySet["User"]:
        """Return the profiles that share one phone in E.164: a family may have several."""
        return self.filter(phone=phone, is_active=True)

    def staff(self) -> models.QuerySet["User"]:
        """Return everybody who works at the desk, those who left included."""
        return self.exclude(role=Role.LEARNER)


class User(AbstractBaseUser, PermissionsMixin):
    """One profile. The phone is a way in, not an identity, so it is indexed and not unique."""

    phone = models.CharField(_("phone"), max_length=16, blank=True, db_index=True)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.LEARNER)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the content admin"), default=False)
    must_change_password = models.BooleanField(default=False)
    # The form that set the present one-time password: the same form again sets nothing anew.
    one_time_password_id = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                # Whose data was erased has neither, and can never sign in again.
                condition=Q(email__isnull=False) | ~Q(phone="") | Q(is_active=False),
                name="user_has_a_phone_or_an_email",
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__startswith="+"), name="user_phone_is_e164"
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | ~Q(email=""), name="user_email_is_absent_or_real"
            ),
            models.CheckConstraint(
                condition=Q(role="learner") | Q(email__isnull=False), name="staff_user_has_an_email"
            ),
            models.CheckConstraint(
                condition=Q(role="administrator") | Q(is_staff=False, is_superuser=False),
                name="only_administrators_enter_the_content_admin",
            ),
            # One salt for each phone (`lms.accounts.pins`), so equal PINs are equal texts.
            models.UniqueConstraint(
                fields=["phone", "password"], condition=~Q(phone=""), name="pins_on_one_phone_differ"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        """Keep a PIN under its phone's salt, and any other password under one of its own.

        Set the phone first: a PIN belongs to it.
        """
        if raw_password is not None and self.phone and self.is_learner:
            self.password = encode_secret(self.phone, raw_password)
            self._password = raw_password
        else:
            super().set_password(raw_password)

    def get_full_name(self) -> str:
        """Return the name as the person gave it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first word of the name, as people are addressed."""
        return self.name.split(" ")[0]

    @property
    def is_learner(self) -> bool:
        """Tell whether this profile learns."""
        return self.role == Role.LEARNER

    @property
    def is_trainer(self) -> bool:
        """Tell whether this profile trains communities."""
        return self.role == Role.TRAINER

    @property
    def is_manager(self) -> bool:
        """Tell whether this profile follows areas."""
        return self.role == Role.MANAGER

    @property
    def is_administrator(self) -> bool:
        """Tell whether this profile runs the site."""
        return self.role == Role.ADMINISTRATOR

    @property
    def works_at_the_desk(self) -> bool:
        """Tell whether `/desk/` is this person's place."""
        return self.role in (Role.TRAINER, Role.MANAGER, Role.ADMINISTRATOR)


class PinCode(models.Model):
    """A one-time code that a trainer gives to a learner who forgot the PIN.

    The code is shown once and kept as a hash only. It ends by being used, by its time, or by too
    many wrong tries on its phone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="pin_codes")
    code_hash = models.CharField(max_length=128)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="issued_pin_codes")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    # Set when it is used and when a newer code takes its place.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(closed_at__isnull=True), name="profile_has_one_open_pin_code"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="pin_code_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(closed_at__isnull=False), name="used_pin_code_is_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"code for {self.user_id}"

    def is_open(self, at: datetime) -> bool:
        """Tell whether the right code would still be taken."""
        return self.closed_at is None and at < self.expires_at and self.wrong_tries < MOST_WRONG_TRIES


# The tokens of phones stand in a file of their own; Django looks for all tables here.
from lms.accounts.token_models import SubmitToken  # noqa: E402, F401
