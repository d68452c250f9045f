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
    request; `drops` counts how often every connection broke. What follows may be changed while it runs,
    and 0 is no limit: `is_silent` accepts connections and never answers; `down_bytes_per_s` and
    `up_bytes_per_s` limit each way; `cut_after` breaks every connection once, after so many bytes down,
    `drop_every` again and again, each time so many bytes went up.
    """

    def __init__(self, target_port: int = 0, *, drop_every: int = 0, up_bytes_per_s: int = 0) -> None:
        self.target_port, self.drop_every, self.up_bytes_per_s = target_port, drop_every, up_bytes_per_s
        self.bytes_down = self.bytes_up = self.down_bytes_per_s = self.cut_after = 0
        self.drops = self.since_drop = 0
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
            self.drops += 1
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
            self._count_up(chunk)
            return
        self.bytes_down += len(chunk)
        if self.down_bytes_per_s:
            time.sleep(len(chunk) / self.down_bytes_per_s)
        if self.cut_after and self.bytes_down >= self.cut_after:
            self.cut_after = 0
            self.drop()

    def _count_up(self, chunk: bytes) -> None:
        self.bytes_up += len(chunk)
        if found := REQUEST.search(chunk):
            part = RANGE.search(chunk)
            self.asked.append((found[1].decode(), int(part[1]) if part else -1))
        if self.up_bytes_per_s:
            time.sleep(len(chunk) / self.up_bytes_per_s)
        self.since_drop += len(chunk)
        if self.drop_every and self.since_drop >= self.drop_every:
            self.since_drop = 0
            self.drop()


@contextlib.contextmanager
def network(address: str = "", **how: int) -> Iterator[Network]:
    """Put a network before a server, or before none yet, until the block ends."""
    one = Network(int(address.rsplit(":", 1)[1]) if address else 0, **how)
    try:
        yield one
    finally:
        one.close()
