"""The yardstick: one Django view that renders a 10 kB template, and nothing else."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)

import django  # noqa: E402

django.setup()

LINE = "<p>A page of some ten kilobytes, as plain as a page can be, with {{ word }} in it.</p>\n"
PAGE = Template(
    "<!doctype html><title>{{ title }}</title>" + ("<p>" + "plain text " * 80 + "</p>\n" + LINE) * 10
)
CONTEXT = {"title": "Bare", "word": "one word"}


def bare(request: HttpRequest) -> HttpResponse:
    """Answer with some 10 kB."""
    return HttpResponse(PAGE.render(Context(CONTEXT)))


urlpatterns = [path("", bare)]

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
