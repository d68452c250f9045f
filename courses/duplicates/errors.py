"""Why a verdict about two profiles is refused."""

from courses.errors import Refused


class NotYours(Refused):
    """This person may not decide about these two."""

    status = 403
    code = "not-yours-to-decide"


class PairDecided(Refused):
    """Somebody else was faster."""

    status = 409
    code = "already-decided"


class CannotMerge(Refused):
    """The two profiles cannot become one: a chain, a ring, or real people with demonstration."""

    status = 409
    code = "cannot-merge"


class CannotUndo(Refused):
    """What came after stands in the way."""

    status = 409
    code = "cannot-undo"
