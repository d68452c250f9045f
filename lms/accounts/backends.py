"""The two ways in: a phone with a PIN, and an e-mail with a password."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from lms.accounts.models import User
from lms.accounts.pins import profile_with
from lms.prepared import Prepared

# The person behind every request, in one statement. `learner` is the register's one-to-one with the
# profile, named only: nearly every personal page asks for it next.
_profile = Prepared(lambda: User.objects.select_related("learner").filter(pk=0))


class ProfileBackend(ModelBackend):
    """Finds the profile of a session."""

    def get_user(self, user_id: int) -> User | None:
        """Return the active profile with an id, its learner with it; None for any other."""
        user = _profile.get(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class PhonePinBackend(ProfileBackend):
    """Finds the one profile on a phone whose PIN fits. `phone` comes in E.164."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, phone: str, password: str
    ) -> User:
        """Return the profile; raises PermissionDenied so that no other backend tries the phone again."""
        user = profile_with(phone, password)
        if user is None or not user.is_learner:
            raise PermissionDenied
        return user


class StaffBackend(ProfileBackend):
    """Finds the trainer, manager or administrator with an e-mail address and a password.

    It takes `email` only: Django's and Wagtail's own sign-in forms, which send `username` and know
    no rate limit, get nobody in.
    """

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, email: str, password: str
    ) -> User | None:
        """Return the staff member; an unknown address costs the same time as a wrong password."""
        user = User.objects.staff().filter(email=email.strip().lower()).first()
        if user is None:
            make_password(password)
            return None
        fits = user.check_password(password)
        return user if fits and self.user_can_authenticate(user) else None
