"""The front door: health, the API's own pages, and what Wagtail brings along."""

from tests.routes import public

ROWS = [
    public("healthz"),
    public("service-worker"),
    public("web-manifest"),
    public("api:openapi-json"),
    public("api:api-root", status=404),
    public("wagtailcore_login", status=302),
    public(
        "wagtailcore_authenticate_with_password",
        lambda p: {"page_view_restriction_id": 999_999, "page_id": 1},
        status=404,
        method="post",
    ),
    public("wagtail_serve", lambda p: ("no-such-page/",), status=404),
]
