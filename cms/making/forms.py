"""What can be changed of a clip that somebody sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from media.ingest.cuts import PORTRAIT, Cut
from media.models import Clip

MOST_SECONDS = 30 * 60


class CutForm(forms.Form):
    """Where the clip begins and ends, its shape, and words in front of it."""

    start_s = forms.DecimalField(
        label=_("Begin at second"), required=False, min_value=0, max_value=MOST_SECONDS, decimal_places=1
    )
    end_s = forms.DecimalField(
        label=_("End at second (empty: to the end)"),
        required=False,
        min_value=0,
        max_value=MOST_SECONDS,
        decimal_places=1,
    )
    is_portrait = forms.BooleanField(label=_("Cut it upright (9:16)"), required=False)
    centre = forms.IntegerField(
        label=_("Middle of the upright part, left to right"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"type": "range", "class": "crop-range"}),
    )
    title = forms.CharField(label=_("Title in front of the clip"), required=False, max_length=120)

    @classmethod
    def of(cls, clip: Clip) -> "CutForm":
        """Return the form as the clip is cut now."""
        now = Cut(**clip.edits)
        return cls(
            initial={
                "start_s": now.start_ms / 1000 or None,
                "end_s": now.end_ms / 1000 or None,
                "is_portrait": now.shape == PORTRAIT,
                "centre": round(now.centre * 100),
                "title": now.title,
            }
        )

    def cut(self) -> Cut:
        """Return what was asked for."""
        words: dict[str, Any] = self.cleaned_data
        centre = words["centre"]
        return Cut(
            start_ms=int((words["start_s"] or 0) * 1000),
            end_ms=int((words["end_s"] or 0) * 1000),
            shape=PORTRAIT if words["is_portrait"] else "",
            centre=0.5 if centre is None else centre / 100,
            title=words["title"].strip(),
        )
