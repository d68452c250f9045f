"""One `User` is one profile: a learner with a phone and a PIN, or staff with an e-mail and a password."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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


class User(AbstractBaseUser, PermissionsMixin):
    """One profile. The phone is a way in, not an identity, so it is indexed and not unique."""

    phone = models.CharField(_("phone"), max_length=16, blank=True, db_index=True)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.LEARNER)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the content admin"), default=False)
    must_change_password = models.BooleanField(default=False)
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
                condition=Q(email__isnull=False) | ~Q(phone=""), name="user_has_a_phone_or_an_email"
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__startswith="+"), name="user_phone_is_e164"
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | ~Q(email=""), name="user_email_is_absent_or_real"
            ),
        ]

    def __str__(self) -> str:
        return self.name

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
