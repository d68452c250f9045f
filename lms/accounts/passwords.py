"""Staff passwords: one-time ones that an administrator hands over, and one's own."""

import logging
from uuid import UUID

from django.utils.crypto import salted_hmac

from lms.accounts.models import User

# No letters that read alike (0 O o, 1 l I): the password is read out or copied by hand once.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
GROUPS, GROUP_LETTERS = 4, 4
log = logging.getLogger(__name__)


def one_time_password(form_id: UUID) -> str:
    """Return the password of a form: «kd7m-x2pq-…», 79 bits.

    Made from the site's key and the form's number, so that a form sent twice shows the same one
    and nothing needs to be kept.
    """
    mark = int(salted_hmac("lms.accounts.password", str(form_id), algorithm="sha256").hexdigest(), 16)
    letters = []
    for _position in range(GROUPS * GROUP_LETTERS):
        mark, place = divmod(mark, len(LETTERS))
        letters.append(LETTERS[place])
    return "-".join("".join(letters[start::GROUPS]) for start in range(GROUPS))


def set_own_password(user: User, *, new: str) -> User:
    """Set the password that a staff member chose; it has been through the site's validators.

    Other sessions of the person end with the old password.
    """
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    log.info("profile %s changed the password", user.pk)
    return user
