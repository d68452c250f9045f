"""What the room of ledgers says when it refuses."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.errors import Refused
from lms.dates import short_date


class BadRow(Refused):
    """A fact of a row that cannot be; `field` names it."""

    status = 422
    code = "bad-row"


class NotYours(Refused):
    """The operator belongs to another area."""

    status = 403
    code = "not-yours"

    def __init__(self) -> None:
        super().__init__(
            _("This operator stands under another province. Ask the manager there, or an administrator."),
            field="who",
        )


class KindsMixed(Refused):
    """Demonstration people and real people never share a ledger."""

    status = 409
    code = "kinds-mixed"

    def __init__(self) -> None:
        super().__init__(
            _("Demonstration and real data never mix: this person is not of this site's kind."), field="who"
        )


class AlreadyEntered(Refused):
    """The same operator, kind and day stands in the ledger; `is_sure` enters a second one all the same."""

    status = 409
    code = "already-entered"

    def __init__(self, day: date) -> None:
        super().__init__(
            _("This operator already has a service of this kind on %(day)s. Enter it only if it is another.")
            % {"day": short_date(day)},
            field="is_sure",
        )


class MaybeLearner(Refused):
    """Somebody in the programme has the phone of the operator that is to be entered as outside."""

    status = 409
    code = "maybe-learner"

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s in the programme has this phone. Choose that person, "
                "or say that this is somebody else."
            )
            % {"name": name},
            field="is_sure",
        )


class HasMark(Refused):
    """The operator has a mark that holds: a second one is a renewal unless the officer says otherwise."""

    status = 409
    code = "has-mark"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("This operator holds mark %(number)s. Open a renewal there, or say that this is another mark.")
            % {"number": number},
            field="is_sure",
        )


class OpenApplication(Refused):
    """The operator has an application that is not finished."""

    status = 409
    code = "open-application"

    def __init__(self) -> None:
        super().__init__(_("This operator already has an application under way. Go on with that one."))


class NumberTaken(Refused):
    """The mark number stands at another grant."""

    status = 409
    code = "number-taken"

    def __init__(self) -> None:
        super().__init__(
            _("This mark number is in the ledger already. Look at the number once more."), field="number"
        )


class NoSuchStep(Refused):
    """The status does not lead there."""

    status = 409
    code = "no-such-step"
    words = gettext_lazy("This step is not open now: somebody may have been faster. Load the page again.")

    def __init__(self) -> None:
        super().__init__(self.words)


class AlreadyVoid(Refused):
    """The row was voided before."""

    status = 409
    code = "already-void"

    def __init__(self) -> None:
        super().__init__(_("This row was voided already."))


class NotTheSecond(Refused):
    """Somebody else has to confirm the amount, or there is nothing to confirm any more."""

    status = 403
    code = "not-the-second"


class PostTaken(Refused):
    """The post stands in a campaign already."""

    status = 409
    code = "post-taken"

    def __init__(self) -> None:
        super().__init__(_("This post is entered already. Its reach counts once."), field="url")


class HandleTaken(Refused):
    """The account belongs to another influencer."""

    status = 409
    code = "handle-taken"

    def __init__(self) -> None:
        super().__init__(_("This account belongs to another influencer here."), field="handles")
