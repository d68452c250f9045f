"""What is filled in to send captions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from media.captions.languages import CHOICES


class CaptionsForm(forms.Form):
    """A language and a file. What stands in the file is checked by the film room."""

    language = forms.ChoiceField(
        label=_("In which language are the captions?"),
        choices=CHOICES,
        error_messages={
            "required": _("Choose the language of these captions."),
            "invalid_choice": _("Choose the language of these captions."),
        },
    )
    file = forms.FileField(
        label=_("Caption file"),
        help_text=_("A file whose name ends in .srt or .vtt. It takes the place of one sent before."),
        widget=forms.FileInput(attrs={"accept": ".srt,.vtt,text/vtt,application/x-subrip,text/plain"}),
        error_messages={
            "required": _("Choose the file with the captions."),
            "invalid": _("Choose the file with the captions."),
            "empty": _("This file is empty. Please choose another one."),
        },
    )
