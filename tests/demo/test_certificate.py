"""The certificate of a demonstration in one room."""

from __future__ import annotations

import ssl
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest

from lms.dates import now
from lms.demo.certificate import Certificate, address_in_the_room, prepare_certificate
from lms.demo.serve import gunicorn_command


class Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_words: object) -> None:
        """Stay quiet."""


def made(folder: Path) -> Certificate:
    return prepare_certificate(folder, at=now(), addresses=["127.0.0.1"])


def test_who_knows_the_authority_believes_the_site(tmp_path: Path) -> None:
    certificate = made(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), Hello)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"https://127.0.0.1:{server.server_port}/"
    trust = ssl.create_default_context(cafile=str(certificate.authority))
    with urlopen(address, context=trust, timeout=10) as answer:
        assert answer.read() == b"ok"
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        urlopen(address, timeout=10)
    server.shutdown()


def test_the_authority_that_phones_know_stays(tmp_path: Path) -> None:
    first = made(tmp_path).authority.read_bytes()
    assert made(tmp_path).authority.read_bytes() == first
    later = prepare_certificate(tmp_path, at=now() + timedelta(days=400), addresses=["127.0.0.1"])
    assert later.authority.read_bytes() != first, "one that ran out is made anew"


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    made(tmp_path)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.glob("*.key")} == {0}


def test_the_server_is_told_the_certificate(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = gunicorn_command(listening, made(tmp_path))
    assert command[command.index("--certfile") + 1].endswith("site.crt")
    assert address_in_the_room().count(".") == 3
