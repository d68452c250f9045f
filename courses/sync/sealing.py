"""Opening what a phone sealed: only this site can, and only for the profile and the id it was made for.

The format stands in `docs/sync.md`. Sealing itself happens on phones; `seal_item` here is its twin for tests
and for whoever writes another client.
"""

import base64
import binascii
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from courses.sync.keys import PrivateKey

POINT_BYTES, IV_BYTES, TAG_BYTES = 65, 12, 16
NO_SALT = bytes(32)
ECDH = ec.ECDH()
CURVE = ec.SECP256R1()
# The two letters of the alphabet of addresses; those of the common one are none of ours.
FROM_URL = bytes.maketrans(b"-_+/", b"+/!!")


class CannotOpen(Exception):
    """The envelope is not one of ours, was made for another item, or was changed on its way."""


def open_item(sealed: str, private: PrivateKey, *, key_name: str, profile: UUID, item_id: UUID) -> bytes:
    """Return the plain bytes of a sealed item. Raises `CannotOpen`."""
    raw = from_base64url(sealed)
    if len(raw) < POINT_BYTES + IV_BYTES + TAG_BYTES:
        raise CannotOpen
    point, iv, content = raw[:POINT_BYTES], raw[POINT_BYTES:][:IV_BYTES], raw[POINT_BYTES + IV_BYTES :]
    info = _info(key_name, profile, item_id)
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        return AESGCM(_item_key(private.exchange(ECDH, public), info)).decrypt(iv, content, info)
    except (ValueError, InvalidTag) as error:
        raise CannotOpen from error


def seal_item(
    plain: bytes, public: ec.EllipticCurvePublicKey, *, key_name: str, profile: UUID, item_id: UUID
) -> str:
    """Seal an item as a phone does."""
    own = ec.generate_private_key(CURVE)
    point = own.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    info, iv = _info(key_name, profile, item_id), os.urandom(IV_BYTES)
    content = AESGCM(_item_key(own.exchange(ECDH, public), info)).encrypt(iv, plain, info)
    return base64.urlsafe_b64encode(point + iv + content).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url text without padding. Raises `CannotOpen`."""
    try:
        plain = text.encode("ascii").translate(FROM_URL) + b"=" * (-len(text) % 4)
        return binascii.a2b_base64(plain, strict_mode=True)
    except ValueError as error:
        raise CannotOpen from error


def _info(key_name: str, profile: UUID, item_id: UUID) -> bytes:
    return f"khaipen-item-1|{key_name}|{profile}|{item_id}".encode()


def _item_key(shared: bytes, info: bytes) -> bytes:
    """Return HKDF-SHA-256 (RFC 5869) with an empty salt; one block of it is the whole key."""
    # Written out: the library's object costs as much as the rest of opening an item.
    pseudorandom = hmac.digest(NO_SALT, shared, "sha256")
    return hmac.digest(pseudorandom, info + b"\x01", "sha256")
