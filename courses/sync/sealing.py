"""Opening what a phone sealed: only this site can, and only for the profile and the id it was made for.

The format stands in `docs/sync.md`. Sealing itself happens on phones; `seal_item` here is its twin for tests
and for whoever writes another client.
"""

import base64
import binascii
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from courses.sync.keys import PrivateKey

POINT_BYTES, IV_BYTES, TAG_BYTES, KEY_BYTES = 65, 12, 16, 32
CURVE = ec.SECP256R1()


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
        return AESGCM(_item_key(private.exchange(ec.ECDH(), public), info)).decrypt(iv, content, info)
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
    content = AESGCM(_item_key(own.exchange(ec.ECDH(), public), info)).encrypt(iv, plain, info)
    return base64.urlsafe_b64encode(point + iv + content).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url text without padding. Raises `CannotOpen`."""
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise CannotOpen from error


def _info(key_name: str, profile: UUID, item_id: UUID) -> bytes:
    return f"khaipen-item-1|{key_name}|{profile}|{item_id}".encode()


def _item_key(shared: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(shared)
