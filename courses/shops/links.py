"""One key for one shop: links normalised so that two spellings of an address compare equal.

Nothing is fetched: the rules know how selling platforms write addresses. Short links that only the
platform can open (vt.tiktok.com/…, shp.ee/…, s.lazada.co.th/…, lin.ee/…) stay what they are, so a
shop given by such a link and by its long link is not recognised as one.
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.shops.errors import BadLink
from courses.shops.models import Platform
from lms.text import INVISIBLE

LONGEST_LINK, LONGEST_LINK_TYPED = 500, 2000
SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)
LABEL = re.compile(r"^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$")
TOP_LABEL = re.compile(r"^([a-z]{2,63}|xn--[a-z0-9-]{1,59})$")
PRIVATE_ENDS = frozenset({"localhost", "local", "internal", "lan", "home", "arpa", "invalid", "onion"})
# Front doors of one site: for phones, in another language, the light version.
FRONT_DOORS = re.compile(r"^(www|m)\.(?=.+\.)")
FACEBOOK_DOORS = re.compile(r"^(web|mbasic|mobile|touch|[a-z]{2}-[a-z]{2})\.(?=facebook\.com$)")
SAME_HOST = {"fb.com": "facebook.com", "instagr.am": "instagram.com"}
# What follows the question mark mostly says how somebody came, not where they are.
TRACKING = re.compile(
    r"^(utm.*|.*clid|igsh|igshid|mibextid|mc_[ce]id|_ga|_gl|_t|_r|ref|ref_.*|refsrc|referrer|share_.*"
    r"|spm|scm|smtt|sp_atk|xptdk|gads_t_sig|uls_trackid|is_from_webapp|sender_device|rdid|__tn__|__cft__.*)$",
    re.IGNORECASE,
)
# On these sites the path names the page, and after the question mark only these words do as well.
MEANINGFUL: dict[str, frozenset[str]] = {
    "facebook.com": frozenset({"id", "v", "story_fbid", "fbid", "set"}),
    "youtube.com": frozenset({"v", "list"}),
    "instagram.com": frozenset(),
    "tiktok.com": frozenset(),
    "shopee.co.th": frozenset(),
    "lazada.co.th": frozenset(),
    "line.me": frozenset(),
    "shop.line.me": frozenset(),
}
# One page under two paths, as (host, path, path to compare).
SAME_PATH = tuple(
    (host, re.compile(pattern), to)
    for host, pattern, to in (
        ("facebook.com", r"^/people/[^/]+/(\d+)$", r"/\1"),
        ("facebook.com", r"^/pages/[^/]+/(\d+)$", r"/\1"),
        ("line.me", r"^/R/(?=ti/)", "/"),
        ("youtube.com", r"^/(?:shorts|live|embed)/([\w-]+)$", r"/watch?v=\1"),
        ("youtu.be", r"^/([\w-]+)$", r"/watch?v=\1"),
    )
)
# The name of an account is the same in capitals; the code of a post is not.
NAMES = tuple(
    (host, re.compile(pattern))
    for host, pattern in (
        ("facebook.com", r"^/(?!(?:p|reel|reels|share|groups|watch|stories)(?:/|$))[^/]+"),
        ("instagram.com", r"^/(?!(?:p|reel|reels|tv|stories|share)(?:/|$))[^/]+"),
        ("tiktok.com", r"^/@[^/]+"),
        ("shopee.co.th", r"^/(?!product(?:/|$))(?:shop/)?[\w.]+(?=/|$)"),
        ("lazada.co.th", r"^/shop/[^/]+"),
        ("shop.line.me", r"^/@[^/]+"),
    )
)
PLATFORM_ENDS = (
    ("tiktok.com", Platform.TIKTOK),
    ("shopee.co.th", Platform.SHOPEE),
    ("shp.ee", Platform.SHOPEE),
    ("lazada.co.th", Platform.LAZADA),
    ("facebook.com", Platform.FACEBOOK),
    ("fb.me", Platform.FACEBOOK),
    ("fb.watch", Platform.FACEBOOK),
    ("m.me", Platform.FACEBOOK),
    ("line.me", Platform.LINE),
    ("lin.ee", Platform.LINE),
    ("instagram.com", Platform.INSTAGRAM),
)
_SAFE = "/@:!$&'()*+,;=~-._"


@dataclass(frozen=True)
class Link:
    """An address that a person may open, and the key under which it is compared."""

    url: str
    key: str

    @property
    def platform(self) -> str:
        """Return the platform that the address belongs to; empty where we do not know the site."""
        host = re.split(r"[/?#:]", self.key, maxsplit=1)[0]
        for end, platform in PLATFORM_ENDS:
            if host == end or host.endswith("." + end):
                return str(platform.value)
        return ""


def tidy_link(text: str) -> Link:
    """Return the link of a shop or a post, with the key that is the same for every spelling of it.

    Accepts addresses as people copy them: with or without https://, www. and m., in any case, with
    what the sharing button hung behind. Raises `BadLink` for anything that is not the address of a
    page on the public web. Normalising a key again gives the same key.
    """
    parts, port = _split(_with_scheme(_clean(text)))
    host = _public_host(parts.hostname or "")
    path = _path(parts.path)
    url = f"{parts.scheme.lower()}://{host}{port}{quote(path, safe=_SAFE)}"
    url += f"?{quote(parts.query, safe=_SAFE + '?%')}" if parts.query else ""
    url += _fragment(parts.fragment)
    key = _key(_main_host(host), port, path, parts)
    if len(url) > LONGEST_LINK or len(key) > LONGEST_LINK:
        raise _refuse(_("This link is too long. Copy the short link from the share button."))
    return Link(url=url, key=key)


def _refuse(sentence: str | Promise) -> BadLink:
    return BadLink(sentence, field="url")


def _clean(text: str) -> str:
    cleaned = unicodedata.normalize("NFC", text).translate(INVISIBLE).strip()
    if not cleaned:
        raise _refuse(_("Put in the link. Copy it from the shop's page."))
    if len(cleaned) > LONGEST_LINK_TYPED:
        raise _refuse(_("This link is too long. Copy the short link from the share button."))
    if any(c.isspace() or unicodedata.category(c) in ("Cc", "Cs") for c in cleaned) or "\\" in cleaned:
        raise _refuse(_("Put in the link only, without spaces or other words."))
    return cleaned


def _with_scheme(text: str) -> str:
    if text.startswith("//"):
        return "https:" + text
    scheme = SCHEME.match(text)
    if scheme is None:
        return "https://" + text
    if scheme[1].lower() not in ("http", "https") or not text[scheme.end() :].startswith("//"):
        raise _refuse(_("The link must begin with https:// . Copy it from the shop's page."))
    return text


def _split(address: str) -> tuple[SplitResult, str]:
    try:
        parts = urlsplit(address)
        port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    except ValueError as error:
        raise _refuse(_("We cannot read this link. Copy it again from the shop's page.")) from error
    if parts.username is not None:
        raise _refuse(_("This looks like an e-mail address. Copy the link from the shop's page."))
    return parts, port


def _public_host(host: str) -> str:
    host = host.rstrip(".")
    if _is_address_of_a_machine(host):
        raise _refuse(_("This link leads to one machine and not to a shop. Copy it from the shop's page."))
    try:
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _refuse(_("We cannot read this link. Copy it again from the shop's page.")) from error
    labels = host.split(".")
    good = (
        len(labels) > 1 and len(host) <= 253 and all(map(LABEL.match, labels)) and TOP_LABEL.match(labels[-1])
    )
    if not good:
        raise _refuse(_("The link has no site name such as shopee.co.th. Copy it from the shop's page."))
    return host


def _is_address_of_a_machine(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.rsplit(".", 1)[-1] in PRIVATE_ENDS
    return True


def _main_host(host: str) -> str:
    before = ""
    while before != host:
        before = host
        host = FACEBOOK_DOORS.sub("", FRONT_DOORS.sub("", host))
    return SAME_HOST.get(host, host)


def _path(path: str) -> str:
    """Decode the path; an encoded slash counts as a slash, which no shop's address relies on."""
    decoded = unicodedata.normalize("NFC", unquote(path))
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in decoded):
        raise _refuse(_("We cannot read this link. Copy it again from the shop's page."))
    return re.sub(r"/{2,}", "/", decoded) or "/"


def _fragment(fragment: str) -> str:
    """Some shop builders keep the page's name behind «#/» or «#!»; anything else is a place in a page."""
    return f"#{quote(unquote(fragment), safe=_SAFE + '?')}" if fragment[:1] in ("/", "!") else ""


def _key(host: str, port: str, path: str, parts: SplitResult) -> str:
    pairs = parse_qsl(parts.query)
    if host == "facebook.com" and path.rstrip("/").lower() == "/profile.php" and dict(pairs).get("id"):
        path, pairs = "/" + dict(pairs)["id"], []
    path = path.rstrip("/")
    for name_host, pattern in NAMES:
        if host == name_host:
            path = pattern.sub(lambda m: m[0].lower() if m[0].isascii() else m[0], path)
    written = quote(path, safe=_SAFE)
    for path_host, same, to in SAME_PATH:
        if host == path_host and same.match(written):
            return "youtube.com" + same.sub(to, written) if "watch" in to else host + same.sub(to, written)
    return host + port + written + _meaningful_query(host, pairs) + _page_name(host, parts.fragment)


def _meaningful_query(host: str, pairs: list[tuple[str, str]]) -> str:
    known = MEANINGFUL.get(host)
    kept = {
        (name, value)
        for name, value in pairs
        if (name in known if known is not None else not TRACKING.match(name))
    }
    return f"?{urlencode(sorted(kept))}" if kept else ""


def _page_name(host: str, fragment: str) -> str:
    return "" if host in MEANINGFUL else _fragment(fragment)
