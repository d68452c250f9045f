"""The site as gunicorn serves it, whose process kills itself at the place that a request names."""

from collections.abc import Callable, Iterable
from typing import Any

from lms.wsgi import application as site
from tests.media.dying import dying_at

PLACE = "X-Die-At"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    place = environ.get("HTTP_X_DIE_AT")
    if not place:
        return site(environ, start_response)
    with dying_at(place):
        return list(site(environ, start_response))
