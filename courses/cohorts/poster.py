"""What a join poster says: the address to type, and the QR code to scan."""

import io
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

INK = "#1b2547"
LOCAL_HOSTS = {"localhost", "127.0.0.1"}


def site_address(request: HttpRequest) -> str:
    """Return the site's public address: the one set by whoever runs it, else the one in use now.

    A demonstration on a laptop is reached by its address in the local network, not by "localhost".
    """
    if urlsplit(settings.SITE_URL).hostname not in LOCAL_HOSTS:
        return str(settings.SITE_URL)
    return request.build_absolute_uri("/").rstrip("/")


def join_url(request: HttpRequest, code: str) -> str:
    """Return the link behind the QR code. It is Thai: the page offers English."""
    return f"{site_address(request)}/j/{code}/"


def typed_address(request: HttpRequest) -> str:
    """Return what people type, without "https://": «khaipen.example/j»."""
    return site_address(request).partition("://")[2] + reverse("join-code").removeprefix("/en").rstrip("/")


def qr_svg(text: str) -> bytes:
    """Draw a QR code that stays readable when a tenth of the paper is dirty or torn (level M)."""
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawing, kind="svg", border=4, dark=INK, light="#fff", xmldecl=False, omitsize=True, nl=False
    )
    return drawing.getvalue()
