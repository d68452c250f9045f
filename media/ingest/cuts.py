"""What is wanted of a film: a part of it, a shape, a title in front."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from media.errors import MediaRefused

PORTRAIT = "portrait"
SHAPES = {"", PORTRAIT}
LEAST_MS = 1000
# How long a title stands in front.
TITLE_MS = 2500


@dataclass(frozen=True)
class Cut:
    """What is wanted of a film. Times in ms of the mezzanine; `end_ms` 0 means its end.

    With `shape` "portrait" it is cropped to 9:16; `centre` (0 to 1) is where the middle of the crop
    lies across the picture. `title` puts a card with these words in front.
    """

    start_ms: int = 0
    end_ms: int = 0
    shape: str = ""
    centre: float = 0.5
    title: str = ""

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the mezzanine can stay as it is."""
        return not (self.start_ms or self.end_ms or self.shape or self.title)


def refuse_bad_cut(cut: Cut, *, duration_ms: int) -> None:
    """Raise MediaRefused where nothing sensible would be left of a film of this length."""
    end_ms = min(cut.end_ms or duration_ms, duration_ms)
    if cut.start_ms < 0 or cut.end_ms < 0 or end_ms - cut.start_ms < min(LEAST_MS, duration_ms):
        raise MediaRefused(
            "bad_cut", _("Nothing would be left of the clip. Please choose a later end or an earlier start.")
        )
    if cut.shape not in SHAPES or not 0 <= cut.centre <= 1:
        raise MediaRefused("bad_cut", _("This shape is not known. Please choose one of those shown."))
