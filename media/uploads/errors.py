"""What an upload is refused for. Everything that can be known before the first byte is said before it."""

from django.utils.translation import gettext_lazy as _

from media.errors import MediaRefused
from media.limits import MEGABYTE


class PartsMissing(MediaRefused):
    """Finishing came too early: some parts are not here, or not as they were sent. Nothing is lost."""

    def __init__(self) -> None:
        super().__init__(
            "parts-missing", _("A part of the file has not arrived yet. It is being sent again."), status=409
        )


class StoreAway(MediaRefused):
    """The store does not answer, or refuses; whoever asked tries again. Nothing is lost."""

    def __init__(self) -> None:
        super().__init__(
            "store-away", _("The place where files are kept does not answer now. Trying again."), status=503
        )


def too_large(most_bytes: int) -> MediaRefused:
    """Say how large a file may be and what to do about it."""
    return MediaRefused(
        "too-large",
        _("This file is too large: at most %(megabytes)d MB. Make the clip shorter, or record it at 720p.")
        % {"megabytes": most_bytes // MEGABYTE},
        status=413,
    )


def day_is_full(most_bytes: int) -> MediaRefused:
    """Say that a person has sent as much as a day allows."""
    return MediaRefused(
        "day-is-full",
        _("You have sent very much today: at most %(megabytes)d MB a day. Please send this one tomorrow.")
        % {"megabytes": most_bytes // MEGABYTE},
        status=429,
    )


def too_many_open() -> MediaRefused:
    """Say that the files already begun come first."""
    return MediaRefused(
        "too-many-open",
        _("Several files are still on their way. Finish or cancel one of them, then send this one."),
        status=429,
    )


def wrong_kind() -> MediaRefused:
    """Say which files are taken."""
    return MediaRefused(
        "wrong-kind",
        _("This kind of file cannot be used. Choose a video or sound from your phone, such as MP4 or M4A."),
        status=415,
    )


def not_for_you() -> MediaRefused:
    """Say that lessons are for staff, practice work for learners."""
    return MediaRefused(
        "not-for-you",
        _("You cannot send files here. Open the page of your lesson and send from there."),
        status=403,
    )


def no_room() -> MediaRefused:
    """Say that the site's disk is full; the phone tries again later."""
    return MediaRefused(
        "no-room",
        _("There is no room for this file on the site now. Tell your trainer, and try again later."),
        status=507,
    )


def upload_taken() -> MediaRefused:
    """Say that the id belongs to another file."""
    return MediaRefused(
        "upload-taken", _("This upload was used for another file. Choose the file again."), status=409
    )


def upload_ended() -> MediaRefused:
    """Say that nothing more can be added."""
    return MediaRefused("upload-ended", _("This upload is over. Choose the file again."), status=409)


def file_unusable(code: str) -> MediaRefused:
    """Say again that a whole file was looked into and refused."""
    return MediaRefused(code, _("This file could not be used. Please choose another one."), status=422)


def no_such_part() -> MediaRefused:
    """Say that the file has no such part."""
    return MediaRefused("no-such-part", _("The file has no such part. Choose the file again."), status=404)


def wrong_size() -> MediaRefused:
    """Say that a part was cut off, or is longer than it may be."""
    return MediaRefused("wrong-size", _("A part of the file was cut off on its way. It is being sent again."))


def wrong_hash() -> MediaRefused:
    """Say that a part is not what was sent."""
    return MediaRefused(
        "wrong-hash", _("A part of the file was damaged on its way. It is being sent again."), status=422
    )


def part_differs() -> MediaRefused:
    """Say that a part arrived before with other bytes: the file on the phone was changed meanwhile."""
    return MediaRefused(
        "part-differs",
        _("The file was changed while it was being sent. Cancel this upload and choose the file again."),
        status=409,
    )
