"""The site's key pairs: made on first need, named, kept for as long as anything may be sealed for them.

P-256 everywhere because every browser's Web Crypto has it. `sign` is for the packs of courses.
"""

import base64
from datetime import datetime
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.db import transaction

from courses.sync.models import KeyKind, ServerKey
from lms.dates import now
from lms.prepared import Prepared

LETTER = {KeyKind.SEALING: "k", KeyKind.SIGNING: "s"}
COORDINATE_BYTES = 32
# A batch may have waited over a change of keys, but not over many.
MOST_NAMES = 8
_named = Prepared(lambda: ServerKey.objects.filter(name=""))
PrivateKey = ec.EllipticCurvePrivateKey


def current_key(kind: KeyKind, *, at: datetime) -> ServerKey:
    """Return the key in use of a kind; the first to ask makes it."""
    return _in_use(kind) or _make(kind, at)


@transaction.atomic
def renew_key(kind: KeyKind, *, at: datetime) -> ServerKey:
    """Retire the key in use and make the next one; what was sealed for the old one still opens."""
    ServerKey.objects.filter(kind=kind, retired_at__isnull=True).update(retired_at=at)
    return _make(kind, at)


def sign(content: bytes) -> bytes:
    """Return the ECDSA signature (SHA-256) of some bytes as Web Crypto wants it: r and s, 64 bytes."""
    private = private_key(current_key(KeyKind.SIGNING, at=now()))
    r, s = decode_dss_signature(private.sign(content, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")


def signing_key_name() -> str:
    """Return the name of the key with which `sign` signs now."""
    return current_key(KeyKind.SIGNING, at=now()).name


def private_key(key: ServerKey) -> PrivateKey:
    """Return the private key of a row, ready for use."""
    return _loaded(key.private_pem)


def public_jwk(key: ServerKey) -> dict[str, str]:
    """Return the public half as a JSON Web Key."""
    numbers = private_key(key).public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _coordinate(numbers.x), "y": _coordinate(numbers.y)}


def sealing_keys(names: set[str]) -> dict[str, PrivateKey]:
    """Return the private keys that open what was sealed for these names, retired ones included."""
    rows = filter(None, map(_named.get, sorted(names)[:MOST_NAMES]))
    return {row.name: private_key(row) for row in rows if row.kind == KeyKind.SEALING}


def _in_use(kind: KeyKind) -> ServerKey | None:
    return ServerKey.objects.filter(kind=kind, retired_at__isnull=True).first()


def _make(kind: KeyKind, at: datetime) -> ServerKey:
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    number = ServerKey.objects.filter(kind=kind).count() + 1
    key = ServerKey(name=f"{LETTER[kind]}{number}", kind=kind, private_pem=pem.decode(), made_at=at)
    # Two processes may make the first one at the same moment: one row stays, both read it.
    ServerKey.objects.bulk_create([key], ignore_conflicts=True)
    made = _in_use(kind)
    if made is None:
        raise RuntimeError("no server key is in use")
    return made


# By the text and not by the name: reading a key costs more than opening an item with it.
@lru_cache(maxsize=16)
def _loaded(pem: str) -> PrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("a server key is a P-256 key")
    return key


def _coordinate(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(COORDINATE_BYTES, "big")).rstrip(b"=").decode()
