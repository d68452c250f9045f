"""A stand-in for the site's signing key until the register keeps one."""

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from django.conf import settings


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    path = Path(settings.DATA_DIR) / "signing-key.pem"
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        path.write_bytes(
            made.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def signing_key_name() -> str:
    """Return the name of the key that signs now."""
    return "s1"


def sign(message: bytes) -> bytes:
    """Return the ECDSA P-256 signature as Web Crypto takes it: r and s, 32 bytes each."""
    r, s = utils.decode_dss_signature(_key().sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def public_jwk() -> dict[str, str]:
    """Return the public key as a phone reads it."""
    from base64 import urlsafe_b64encode

    numbers = _key().public_key().public_numbers()
    x, y = (urlsafe_b64encode(n.to_bytes(32, "big")).rstrip(b"=").decode() for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}
