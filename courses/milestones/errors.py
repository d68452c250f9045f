"""Why a claim, a decision or a revocation is refused."""

from courses.errors import Refused


class ClaimRefused(Refused):
    """The claim cannot be sent as it is; `field` names the place in the form."""

    status = 422
    code = "claim-refused"


class BadTrackingNumber(ClaimRefused):
    """The tracking number cannot be right."""

    code = "bad-tracking-number"

    def __init__(self, message: object, *, field: str = "tracking_number") -> None:
        super().__init__(message, field=field)  # type: ignore[arg-type]


class AlreadyClaimed(ClaimRefused):
    """This milestone is verified already, or a claim for it is waiting."""

    status = 409
    code = "already-claimed"


class NotYours(Refused):
    """This person may not decide this claim: their own, their own learner's first sale, or not in sight."""

    status = 403
    code = "not-yours-to-decide"


class AlreadyDecided(Refused):
    """Somebody else was faster."""

    status = 409
    code = "already-decided"


class NotReady(Refused):
    """The first sale waits for an earlier milestone."""

    status = 409
    code = "earlier-milestone-missing"


class ReferenceUsed(Refused):
    """The tracking number or picture certified another person already."""

    status = 409
    code = "reference-used"


class ReasonMissing(Refused):
    """A claim sent back, or a certification revoked, needs a reason."""

    status = 422
    code = "reason-missing"


class PictureNotSaid(Refused):
    """Nobody covered a picture, or said that there is nothing to cover."""

    status = 409
    code = "picture-not-covered"


class PartMissing(Refused):
    """No rectangle to cover, or one that lies outside the picture."""

    status = 422
    code = "part-missing"


class TooManyApprovals(Refused):
    """One person approved more within an hour than anybody can look at."""

    status = 429
    code = "too-many-approvals"


class RuleRefused(Refused):
    """The rule of evidence cannot be changed like this."""

    status = 422
    code = "rule-refused"


class StatementRefused(Refused):
    """A witnessed sale, or a suspension, cannot be noted like this."""

    status = 422
    code = "statement-refused"
