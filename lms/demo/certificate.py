"""A certificate of one's own for a demonstration in one room: phones keep lessons over https only.

A phone believes the site once it has installed the authority, a file that is made here and nowhere
else. A certificate without an authority would not do: browsers then refuse the worker.
"""

import ipaddress
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NAME = "Khai Pen demonstration"
AUTHORITY_DAYS, SITE_DAYS = 365, 90


@dataclass(frozen=True)
class Certificate:
    """Where the files lie: the authority for phones, the site's certificate and key for the server."""

    authority: Path
    certificate: Path
    key: Path


def address_in_the_room() -> str:
    """Return the address by which a phone in the same network finds this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("10.255.255.255", 1))  # nothing is sent: it only chooses a way out
        except OSError:
            return "127.0.0.1"
        return str(asking.getsockname()[0])


def prepare_certificate(folder: Path, *, at: datetime, addresses: list[str]) -> Certificate:
    """Make the site's certificate for these addresses; the authority stays the one phones know."""
    folder.mkdir(parents=True, exist_ok=True)
    found = Certificate(folder / "authority.crt", folder / "site.crt", folder / "site.key")
    authority_key, authority = _authority(folder, found.authority, at)
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(one)) for one in addresses)]
    made = (
        _builder(NAME, authority.subject, key, at, SITE_DAYS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write(found.key, _private(key))
    _write(found.certificate, made.public_bytes(serialization.Encoding.PEM))
    return found


def _authority(folder: Path, path: Path, at: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key_path = folder / "authority.key"
    if path.exists() and key_path.exists():
        known = x509.load_pem_x509_certificate(path.read_bytes())
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
        if isinstance(key, ec.EllipticCurvePrivateKey) and known.not_valid_after_utc > at + timedelta(days=1):
            return key, known
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{NAME} authority")])
    made = (
        _builder(f"{NAME} authority", name, key, at, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_path, _private(key))
    _write(path, made.public_bytes(serialization.Encoding.PEM))
    return key, made


def _builder(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + timedelta(days=days))
    )


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
