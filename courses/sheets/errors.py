"""What is said when a whole table cannot be read."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.errors import Refused


class ListRefused(Refused):
    """The table cannot be read as it is; the sentence says what to do with the file."""

    status = 422
    code = "list-refused"

    def __init__(self, why: str, message: str | Promise) -> None:
        super().__init__(message, field="list")
        self.why = why


# Why a file is refused as a whole; the key is the name that tests and logs use.
WHOLE_LIST = {
    "empty": _("There is nothing in it. Choose the file again, or paste the rows into the box."),
    "too-large": _("The file is larger than 5 MB. Keep only the sheet with the list and send that."),
    "too-many-rows": _("The list has more than %(most)s rows. Split it and send the parts one by one."),
    "too-many-columns": _(
        "Something stands in cell %(cell)s, beyond the %(most)s columns that we read. "
        "Delete it or move it to the left, and send it again."
    ),
    "far-down": _(
        "%(count)s rows stand below row %(most)s, the first in row %(first)s, the last in row %(last)s. "
        "We do not read so far down. Move them up below the others, or delete them, and send it again."
    ),
    "macro": _(
        "The file holds a macro (a program). Save it in Excel as “Excel workbook (.xlsx)” and send that."
    ),
    "old-excel": _(
        "This Excel file is of another kind (.xls, .xlsb) or has a password. "
        "Save it as “Excel workbook (.xlsx)” without one and send that."
    ),
    "web-page": _(
        "This is a web page that only bears the name of an Excel file. "
        "Open it in Excel, save it as “Excel workbook (.xlsx)” and send that."
    ),
    "not-a-list": _("This is not an Excel or CSV file. Send the list as .xlsx or .csv, or paste the rows."),
    "bomb": _("It unpacks to far more than a list needs. Copy the rows into a new Excel file and send that."),
    "broken": _(
        "The file cannot be opened: it may have come only in part. Save it again and send it once more."
    ),
    "quotation": _(
        "A quotation mark in row %(row)s has no other half, so its cells run together. "
        "Delete it, or save the list as .xlsx, and send it again."
    ),
    "encoding": _("The letters of the file cannot be read. Save it in Excel as “CSV UTF-8” and send that."),
    "hidden": _("Every sheet with rows is hidden. Show the sheet with the list, save and send it again."),
    "no-rows": _("No row holds anything. Look whether this is the file with the list."),
}


def refused(why: str, **values: Any) -> ListRefused:
    """Return the refusal of a whole table by its name; `values` go into the sentence."""
    words = WHOLE_LIST[why]
    if not values:
        return ListRefused(why, words)
    told = {key: f"{value:,}" if isinstance(value, int) else value for key, value in values.items()}
    return ListRefused(why, words % told)
