"""The network between a phone and the site: counts bytes, breaks, stays silent, and knows what was asked."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator

REQUEST = re.compile(rb"(?:GET|POST) (\S+) HTTP")
RANGE = re.compile(rb"\r\nRange: bytes=(\d+)-", re.IGNORECASE)
STEP = 16 * 1024


class Network:
    """A TCP proxy on an address that stays while servers come and go.

    `bytes_down` and `bytes_up` count what passed; `asked` lists (address, first byte or -1) of each
    request. `is_silent` accepts connections and never answers. `bytes_per_s` limits what comes down.
    `cut_after` breaks every connection once, after so many bytes down.
    """

    def __init__(self) -> None:
        self.target_port = self.bytes_down = self.bytes_up = self.bytes_per_s = self.cut_after = 0
        self.is_silent = False
        self.asked: list[tuple[str, int]] = []
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.listening.getsockname()[1]}"

    def forget(self) -> None:
        """Begin to count anew."""
        self.bytes_down = self.bytes_up = 0
        self.asked = []

    def chunks(self) -> list[tuple[str, int]]:
        """Return which parts of clips were asked for."""
        return [one for one in self.asked if one[0].startswith("/files/clips/") and one[1] >= 0]

    def drop(self) -> None:
        """Break every connection now."""
        with self.lock:
            sockets, self.open = self.open, set()
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.listening.close()
        self.drop()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                phone, _ = self.listening.accept()
                self._join(phone)

    def _join(self, phone: socket.socket) -> None:
        with self.lock:
            self.open.add(phone)
        if self.is_silent:
            return
        try:
            site = socket.create_connection(("127.0.0.1", self.target_port))
        except OSError:  # the server is stopped
            phone.close()
            return
        with self.lock:
            self.open.add(site)
        for ends in ((phone, site, True), (site, phone, False)):
            threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, is_up: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(STEP):
                if self.is_silent:
                    continue
                self._count(chunk, is_up)
                target.sendall(chunk)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _count(self, chunk: bytes, is_up: bool) -> None:
        if is_up:
            self.bytes_up += len(chunk)
            if found := REQUEST.search(chunk):
                part = RANGE.search(chunk)
                self.asked.append((found[1].decode(), int(part[1]) if part else -1))
            return
        self.bytes_down += len(chunk)
        if self.bytes_per_s:
            time.sleep(len(chunk) / self.bytes_per_s)
        if self.cut_after and self.bytes_down >= self.cut_after:
            self.cut_after = 0
            self.drop()


@contextlib.contextmanager
def network() -> Iterator[Network]:
    one = Network()
    try:
        yield one
    finally:
        one.close()
