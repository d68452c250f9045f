"""The list that a page of the desk was opened from: carried in its address, so that a link leads back to it.

`?list=` holds no address, only the parameters of «where people stand» (`/desk/drill/`). Whatever else
somebody writes there is not carried, and the link leads to that page or does not stand there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse

NAME = "list"
PARAMETERS = frozenset(
    "in rest community cohort track trainer sex age education stage who page calendar year".split()
)
LONGEST, VALUE = 300, re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True)
class CameFrom:
    """A list by its query; empty where a page was opened from no list."""

    query: str = ""

    @property
    def address(self) -> str:
        """Return the address of the list; empty where there is none."""
        return f"{reverse('drill')}?{self.query}#people" if self.query else ""

    @property
    def carried(self) -> str:
        """Return what a link to a page below puts behind its address, so that the way back goes on."""
        return f"?{urlencode({NAME: self.query})}" if self.query else ""


def carried(query: str) -> str:
    """Return what a list with this query («?stage=sale») puts behind the address of a person."""
    return CameFrom(query.removeprefix("?")).carried


def came_from(asked: Mapping[str, str]) -> CameFrom:
    """Return the list that an address names; none where any part of it is not one of the list's own."""
    text = asked.get(NAME, "")
    try:
        given = parse_qsl(text, strict_parsing=True, max_num_fields=len(PARAMETERS)) if text else []
    except ValueError:
        return CameFrom()
    is_known = all(name in PARAMETERS and VALUE.fullmatch(value) for name, value in given)
    is_ours = is_known and len(text) <= LONGEST
    return CameFrom(urlencode(given)) if is_ours else CameFrom()
