"""Sessions in the database, read with one ready-made statement."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import connections, router
from django.utils import timezone

STATEMENT = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseSessionStore):
    """Django's own database sessions; only the read that every personal request makes is leaner."""

    def load(self) -> dict[str, object]:
        """Return what the session holds; an unknown or expired key starts an empty one."""
        connection = connections[router.db_for_read(self.model)]
        moment = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(STATEMENT, [self.session_key, moment])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])
