"""The classroom's own addresses."""

from tests.build import People
from tests.cms.site import lesson, small_site
from tests.routes import public


def _with_pages(people: People) -> dict[str, str]:
    small_site()
    return {}


def _course(people: People) -> dict[str, str]:
    lesson(small_site())
    return {"track": "foundation"}


ROWS = [
    public("lessons", _with_pages),
    public("keep", _course),
    public("saved"),
    public("api:packs", lambda people: _course(people) and {}),
    public("api:pack", _course),
    public("calculator"),
    public("calculator", query="?materials=x", status=400),
]
