"""What practice work is refused for, and what the person can do about it."""

from django.utils.translation import gettext_lazy as _

from courses.errors import Refused


class WorkIncomplete(Refused):
    """Something that the task asks for is missing; `field` says which."""

    code = "work-incomplete"
    status = 422


class NoPractice(Refused):
    """The lesson asks for no practice work, or is withdrawn."""

    code = "no-practice"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("This lesson has no practice work to send. Go back to the lesson and go on from there.")
        )


class LessonWithdrawn(Refused):
    """The lesson was taken out of the path after the learner opened it."""

    code = "lesson-withdrawn"
    status = 410

    def __init__(self) -> None:
        super().__init__(
            _("This lesson is closed for now, so new work cannot be sent. What you sent before is kept.")
        )


class AlreadyWaiting(Refused):
    """One piece of work of a lesson waits at a time."""

    code = "already-waiting"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Your work is already with the trainer. Wait for the answer before you send again.")
        )


class AlreadyApproved(Refused):
    """Approved work needs no second piece."""

    code = "already-approved"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Your work has been approved. There is nothing more to send for this lesson."))


class SubmissionTaken(Refused):
    """The delivery's id was used by somebody else or for another lesson."""

    code = "submission-taken"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("This form was used before. Open the practice page again and send from there."))


class AlreadyDecided(Refused):
    """Somebody decided first."""

    code = "already-decided"
    status = 409


class OwnWork(Refused):
    """Nobody decides their own work."""

    code = "own-work"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("You cannot decide on your own work. Ask another trainer."))


class ReasonMissing(Refused):
    """Work is sent back with a reason or not at all."""

    code = "reason-missing"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("Write what to improve, so that the learner knows what to do."), field="feedback")
