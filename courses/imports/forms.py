"""The forms with which a list comes in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.imports.actions import MOST_ROWS
from courses.imports.headings import FIELDS
from courses.imports.models import ImportBatch
from courses.people.forms import RefusableForm
from courses.sheets.errors import refused
from courses.sheets.layout import column_letters
from courses.sheets.tables import MOST_BYTES, Table, read_file, read_pasted

NOT_NEEDED = ("", _("Not needed"))


class ListForm(RefusableForm):
    """A file, or text pasted into a box; the file wins where both came."""

    list = forms.FileField(
        label=_("Excel or CSV file"),
        required=False,
        help_text=_(".xlsx or .csv, at most 5 MB and 5,000 people"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        allow_empty_file=True,
    )
    pasted = forms.CharField(
        label=_("Or paste the rows here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        help_text=_("A line for each person, for example: สมใจ วงศ์ผ้า 081-234-5678"),
    )

    def read(self) -> tuple[Table, bytes]:
        """Return the list and its bytes; raises `ListRefused`."""
        file, pasted = self.cleaned_data.get("list"), self.cleaned_data.get("pasted", "")
        if file is None:
            return read_pasted(pasted, most_rows=MOST_ROWS), pasted.encode()
        if file.size > MOST_BYTES:
            raise refused("too-large")
        content = file.read()
        return read_file(content, most_rows=MOST_ROWS), content


class ColumnsForm(forms.Form):
    """What each column means, and whether the list has headings."""

    def __init__(self, batch: ImportBatch, data: Any = None) -> None:
        super().__init__(data)
        self.batch = batch
        width = len(batch.rows[0][1]) if batch.rows else 0
        for position in range(width):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                choices=[NOT_NEEDED, *FIELDS.items()],
                required=False,
                initial=batch.fields[position] if position < len(batch.fields) else "",
                label=column_name(batch, position),
            )
        self.fields["headings"] = forms.IntegerField(
            label=_("Row of the headings in the sheet (empty: there is none)"),
            required=False,
            min_value=1,
            initial=None if batch.headings is None else batch.rows[batch.headings][0],
        )

    def clean_headings(self) -> int | None:
        """Refuse a row that holds nothing."""
        number: int | None = self.cleaned_data["headings"]
        if number is not None and number not in [row for row, _cells in self.batch.rows]:
            raise forms.ValidationError(_("Row %(row)s holds nothing.") % {"row": number})
        return number

    def chosen(self) -> tuple["list[str]", int | None]:
        """Return the field of each column and the position of the row of headings."""
        names = [name for name in self.fields if name.startswith("column_")]
        number = self.cleaned_data.get("headings")
        numbers = [row for row, _cells in self.batch.rows]
        position = None if number is None else numbers.index(number)
        return [self.cleaned_data[name] for name in names], position


def column_name(batch: ImportBatch, position: int) -> str:
    """Return a column as people find it: «B · เบอร์โทร»."""
    heading = batch.heading_of(position)
    letters = column_letters(position + 1)
    return f"{letters} · {heading[:40]}" if heading else letters
