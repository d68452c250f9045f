"""The classroom's own addresses."""

from tests.build import People
from tests.cms.site import small_site
from tests.routes import public


def _with_pages(people: People) -> dict[str, str]:
    small_site()
    return {}


ROWS = [
    public("lessons", _with_pages),
    public("calculator"),
    public("calculator", query="?materials=x", status=400),
]
