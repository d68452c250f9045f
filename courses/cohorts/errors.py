"""What the room of cohorts says when it refuses."""

from django.utils.translation import gettext_lazy as _

from courses.errors import Refused


class CodeNotReadable(Refused):
    """What was typed cannot be a join code."""

    status = 404
    code = "code-not-readable"

    @classmethod
    def empty(cls) -> "CodeNotReadable":
        """Nothing was typed."""
        return cls(_("Type the join code that stands on the poster, 6 characters."), field="code")

    @classmethod
    def thai_keyboard(cls) -> "CodeNotReadable":
        """The keyboard still writes Thai."""
        return cls(
            _("The keyboard is still Thai. Switch it to English, then type the code from the poster."),
            field="code",
        )

    @classmethod
    def wrong_length(cls) -> "CodeNotReadable":
        """Too few or too many characters."""
        return cls(_("A join code has 6 characters. Look at the poster and type it again."), field="code")

    @classmethod
    def wrong_characters(cls) -> "CodeNotReadable":
        """A character that no code holds."""
        return cls(
            _("One character is in no code. Codes never hold 0, 1, O, I or L. Look at the poster again."),
            field="code",
        )


class CodeUnknown(Refused):
    """No cohort has this code."""

    status = 404
    code = "code-unknown"

    def __init__(self) -> None:
        super().__init__(
            _("We do not find this code. Look at the poster and type it again, or ask your trainer."),
            field="code",
        )


class CohortOver(Refused):
    """The cohort's last day has passed."""

    status = 410
    code = "cohort-over"

    def __init__(self) -> None:
        super().__init__(
            _("This cohort has ended. Ask your trainer for the code of the next one."), field="code"
        )


class CohortClosed(Refused):
    """The trainer closed the cohort for joining."""

    status = 410
    code = "cohort-closed"

    def __init__(self) -> None:
        super().__init__(
            _("This cohort no longer takes people. Ask your trainer to open it again, or for another code."),
            field="code",
        )


class CohortFull(Refused):
    """Every seat is taken."""

    status = 409
    code = "cohort-full"

    def __init__(self) -> None:
        super().__init__(
            _("Every seat of this cohort is taken. Ask the trainer to add seats, or for another code."),
            field="seats",
        )


class DemonstrationMixed(Refused):
    """Demonstration people and real people never share a cohort."""

    status = 409
    code = "demonstration-mixed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Demonstration and real data never mix: "
                "this person and this cohort are not of one kind. Join with a new PIN instead."
            )
        )


class BadCalendar(Refused):
    """The first and the last day do not make a course."""

    code = "bad-calendar"


class BadSeats(Refused):
    """The number of seats cannot be."""

    code = "bad-seats"


class BadTrainer(Refused):
    """This person does not train in this community."""

    code = "bad-trainer"


class BadCommunity(Refused):
    """A fact about a community cannot be."""

    code = "bad-community"


class NumberTaken(Refused):
    """The community has a cohort of this number."""

    status = 409
    code = "number-taken"

    def __init__(self) -> None:
        super().__init__(
            _("This community already has a cohort with this number. Choose another number."), field="number"
        )


class SameCohort(Refused):
    """A move needs another cohort."""

    status = 409
    code = "same-cohort"

    def __init__(self) -> None:
        super().__init__(_("This person is already in that cohort. Choose another cohort."), field="to")


class BadTime(Refused):
    """Something would end before it began."""

    code = "bad-time"


class FormReused(Refused):
    """The form's number was already used for somebody else."""

    status = 409
    code = "form-reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent. Look at what you filled in, then press the button again.")
        )


class ListedAlready(Refused):
    """A list has this name on this phone and nobody came in yet; the help code shows who it is."""

    status = 409
    code = "listed-already"

    def __init__(self) -> None:
        super().__init__(
            _("Your trainer has put you on the list already. Ask for your help code and type it here."),
            field="code",
        )


class CodeRefused(Refused):
    """The help code cannot be used; the sentence is that of the door."""

    status = 422
    code = "code-refused"


class RoleRefused(Refused):
    """A role, a reach or a staff member's way in cannot be what was asked."""

    status = 422
    code = "role-refused"
