"""What is said when a whole list cannot be read."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.errors import Refused


class ListRefused(Refused):
    """The list cannot be read as it is; the sentence says what to do with the file."""

    status = 422
    code = "list-refused"

    def __init__(self, why: str, message: str | Promise) -> None:
        super().__init__(message, field="list")
        self.why = why


# Why a file is refused as a whole; the key is the name that tests and logs use.
WHOLE_LIST = {
    "empty": _("There is nothing in it. Choose the file again, or paste the rows into the box."),
    "too-large": _("The file is larger than 5 MB. Keep only the sheet with the list and send that."),
    "too-many-rows": _("The list has more than 5,000 people. Split it and send the parts one by one."),
    "macro": _(
        "The file holds a macro (a program). Save it in Excel as “Excel workbook (.xlsx)” and send that."
    ),
    "old-excel": _(
        "This is an old Excel file (.xls) or has a password. Save it as .xlsx without one and send that."
    ),
    "not-a-list": _("This is not an Excel or CSV file. Send the list as .xlsx or .csv, or paste the rows."),
    "bomb": _("It unpacks to far more than a list needs. Copy the rows into a new Excel file and send that."),
    "broken": _(
        "The file cannot be opened: it may have come only in part. Save it again and send it once more."
    ),
    "encoding": _("The letters of the file cannot be read. Save it in Excel as “CSV UTF-8” and send that."),
    "hidden": _("Every sheet with rows is hidden. Show the sheet with the list, save and send it again."),
    "no-rows": _("No rows were found below the headings. Look whether the list stands in the first sheet."),
}


def refused(why: str) -> ListRefused:
    """Return the refusal of a whole list by its name."""
    return ListRefused(why, WHOLE_LIST[why])
