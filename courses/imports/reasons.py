"""Why one row is not taken, or is taken with a warning: in words that say what to do."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.sheets.marks import WORDS as CELL_MARKS
from lms.accounts.phones import MESSAGES as PHONE_MESSAGES

SENTENCES: dict[str, str | Promise] = {
    **PHONE_MESSAGES,
    **CELL_MARKS,
    "phone_missing": _("There is no phone number. That of somebody in the same house will do."),
    "phone_two": _("Two numbers stand in one cell. Keep one of them."),
    "name_missing": _("There is no name. Type first name and surname."),
    "name_number": _("A number stands here instead of a name. Are two columns swapped?"),
    "name_long": _("The name is too long. Write it shorter."),
    "name_time": _("A time of the chat stands before the name. Leave only the person's name and phone."),
    "year": _("This is no year. Write the birth year with 4 digits, like 2508."),
    "year_short": _("Two digits may be a year or an age. Write the birth year with 4 digits, like 2508."),
    "year_range": _("This birth year cannot be. Write the year with 4 digits, like 2508."),
    "age": _("This is no age. Write it in years, like 61."),
    "sex": _("Write ชาย or หญิง, or leave it empty."),
    "education": _("Write ประถม, ม.ต้น, ม.ปลาย or ปริญญา, or leave it empty."),
    "sold_before": _("Write เคย or ไม่เคย, or leave it empty."),
    "twice": _("The same person stands in row %(row)s already."),
    "has_left": _("This person was in the cohort and left. Bring them back on the roster, not with a list."),
    "no_seat": _("No seat is left. Give the cohort more seats, then send the list again."),
    "phone_full": _("This phone has all the profiles that one phone may have. Use another number."),
    "mixed": _("Demonstration and real data never mix: this person is of the other kind."),
    "stopped": _("This profile is closed. Ask the administrator."),
    "other_phone": _("Row %(row)s has the same name with another phone. Is it one person?"),
    "known_other_phone": _("Somebody of this name is in the cohort with another phone. Is it one person?"),
    "name_digits": _("Digits stand in the name. Is it only the name and surname?"),
    "short_year": _("Read as %(year)s, which makes %(age)s years. If it is the age, call the column so."),
    "sex_title": _("The title in front of the name says another sex. Which one is right?"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to say about a row; `column` is the field that it is about, "" for the whole row."""

    code: str
    column: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(SENTENCES[self.code]) % self.values

    def as_json(self) -> list[Any]:
        """Return what the batch keeps."""
        return [self.code, self.column, self.values]


class CellRefused(Exception):
    """A cell cannot be taken; `code` is a key of `SENTENCES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
