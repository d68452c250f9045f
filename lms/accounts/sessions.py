"""Sessions in the database, read with one ready-made statement."""

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import connections, router
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from lms.accounts.models import User
from lms.prepared import Prepared

STATEMENT = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
LEARNER_FIELDS = ("learner__joined_at", "learner__merged_into", "learner__public_id")
# Of a profile and its learner what the calls of a phone need; anything else is fetched when asked for.
_profile = Prepared(
    lambda: (
        User.objects.select_related("learner")
        .only("password", "name", "role", "is_active", *LEARNER_FIELDS)
        .filter(pk=0)
    )
)
# What a site's learners use in a few minutes; each is a kilobyte at most.
REMEMBERED = 4096


class SessionStore(DatabaseSessionStore):
    """Django's own database sessions; only the read that every personal request makes is leaner."""

    def load(self) -> dict[str, object]:
        """Return what the session holds; an unknown or expired key starts an empty one."""
        data = self._stored()
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)

    def _stored(self) -> str | None:
        """Return the signed text of the session as it is kept."""
        connection = connections[router.db_for_read(self.model)]
        moment = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(STATEMENT, [self.session_key, moment])
            row = cursor.fetchone()
        return row and row[0]


class SignedIn(NamedTuple):
    """Whom a session names, and the proof that was made of their password then."""

    user_id: str
    proof: str


def profile_of(session_key: str | None) -> User | None:
    """Return the profile that is signed in with a session: two queries, None where there is none.

    Session, profile and password are read anew each time. Only what follows from their texts alone is
    remembered: reading a signed text and hashing a password's proof cost more than both queries.
    """
    data = SessionStore(session_key)._stored() if session_key else None
    signed_in = _read(data) if data else None
    if signed_in is None:
        return None
    user = _profile.get(int(signed_in.user_id))
    is_theirs = user and user.is_active and constant_time_compare(signed_in.proof, _proof(user.password))
    return user if is_theirs else None


@lru_cache(maxsize=REMEMBERED)
def _read(data: str) -> SignedIn | None:
    session = SessionStore().decode(data)
    backend, user_id = session.get(BACKEND_SESSION_KEY), session.get(SESSION_KEY)
    if backend not in settings.AUTHENTICATION_BACKENDS or not str(user_id).isdigit():
        return None
    return SignedIn(str(user_id), str(session.get(HASH_SESSION_KEY, "")))


@lru_cache(maxsize=REMEMBERED)
def _proof(password: str) -> str:
    return User(password=password).get_session_auth_hash()
