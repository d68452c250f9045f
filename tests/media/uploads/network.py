"""A bad network: a small TCP proxy that drops the connection every so many bytes, and may be slow."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator


class Network:
    """Passes connections on to a server; `drop_every` bytes upwards all connections break.

    `bytes_per_s` limits what goes upwards. Both may be changed while it runs; 0 is no limit.
    """

    def __init__(self, target_port: int, *, drop_every: int = 0, bytes_per_s: int = 0) -> None:
        self.target_port, self.drop_every, self.bytes_per_s = target_port, drop_every, bytes_per_s
        self.drops = self.passed = 0
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

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
                site = socket.create_connection(("127.0.0.1", self.target_port))
                with self.lock:
                    self.open |= {phone, site}
                for ends in ((phone, site, True), (site, phone, False)):
                    threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, is_upwards: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(16 * 1024):
                if is_upwards:
                    self._count(len(chunk))
                target.sendall(chunk)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _count(self, size: int) -> None:
        if self.bytes_per_s:
            time.sleep(size / self.bytes_per_s)
        self.passed += size
        if self.drop_every and self.passed >= self.drop_every:
            self.passed = 0
            self.drop()


@contextlib.contextmanager
def network(address: str, **how: int) -> Iterator[Network]:
    """Put a network before a server until the block ends."""
    one = Network(int(address.rsplit(":", 1)[1]), **how)
    try:
        yield one
    finally:
        one.close()
