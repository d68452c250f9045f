"""What the catalogue refuses."""

from django.utils.translation import gettext_lazy as _

from courses.errors import Refused


class UnknownTrack(Refused):
    """A lesson names a track that nobody defined."""

    code = "unknown-track"
    status = 422


class UnknownLesson(Refused):
    """No lesson has this key."""

    code = "unknown-lesson"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("This lesson was not found. Go back to the list of lessons and choose again."))


class TrackPositionTaken(Refused):
    """Two tracks cannot stand in one place of the path."""

    code = "track-position-taken"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Another track has this position. Choose another position."), field="position")


class UnknownPracticeKind(Refused):
    """A practice task asks for something that the register cannot receive."""

    code = "unknown-practice-kind"
    status = 422
