"""Why a file cannot become a clip: each reason has a name, and a sentence that says what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media.errors import MediaRefused

NOT_MEDIA = "not_media"
STILL_PICTURE = "still_picture"
NOTHING_INSIDE = "nothing_inside"
EMPTY = "empty"
TOO_LARGE = "too_large"
TOO_LONG = "too_long"
PICTURE_TOO_LARGE = "picture_too_large"
ENCRYPTED = "encrypted"
DAMAGED = "damaged"
# No fault of the file: whoever sent it loses nothing, and it is tried again.
CANNOT_LOOK = "cannot_look"
OURS = _("The file could not be looked into. That is no fault of the file. Please try again later.")

SENTENCES: dict[str, str | Promise] = {
    NOT_MEDIA: _("This file is neither a clip nor sound. Please choose the clip itself."),
    STILL_PICTURE: _("This file is a picture that does not move. Please choose a clip."),
    NOTHING_INSIDE: _(
        "There is neither picture nor sound in this file. Please choose another one or record it again."
    ),
    EMPTY: _("This file is empty. Please choose another one."),
    TOO_LARGE: _("This file is too large. Please send a shorter clip."),
    TOO_LONG: _("This clip is longer than 30 minutes. Please cut it or send it in parts."),
    PICTURE_TOO_LARGE: _(
        "The picture of this clip is larger than 4K. Please set the camera to 1080p and record again."
    ),
    ENCRYPTED: _("This clip is locked by its maker (DRM). Please send a clip that you recorded yourself."),
    DAMAGED: _("This clip is damaged or was cut off on its way. Please send it again or record it anew."),
}
STATUS = {
    NOT_MEDIA: 415,
    STILL_PICTURE: 415,
    TOO_LARGE: 413,
    TOO_LONG: 413,
    PICTURE_TOO_LARGE: 413,
}


def cannot_look() -> MediaRefused:
    """Say that looking itself did not work, whatever is in the file."""
    return MediaRefused(CANNOT_LOOK, OURS, status=503)


def refusal(code: str) -> MediaRefused:
    """Return the refusal with this name, ready to be raised."""
    return MediaRefused(code, SENTENCES[code], status=STATUS.get(code, 400))
