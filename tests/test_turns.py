"""Short requests take turns; nothing slow holds anybody up."""

import io
import threading
import time
from typing import Any

import pytest

from lms import turns
from lms.turns import SMALL_BODY_BYTES, TakingTurns


class Busy:
    """An application that notes how many requests it answers at once."""

    def __init__(self, seconds: float = 0.02) -> None:
        self.seconds = seconds
        self.now, self.most = 0, 0
        self.bodies: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.now += 1
        self.most = max(self.most, self.now)
        self.bodies.append(environ["wsgi.input"].read())
        time.sleep(self.seconds)
        self.now -= 1
        return [b"done"]


class SlowBody(io.BytesIO):
    """A body that comes from a slow phone."""

    def __init__(self, body: bytes, arrived: threading.Event) -> None:
        super().__init__(body)
        self.arrived = arrived

    def read(self, size: int | None = -1) -> bytes:
        self.arrived.wait(10)
        return super().read(size)


def ask(application: TakingTurns, path: str = "/", body: bytes = b"", **environ: Any) -> list[bytes]:
    found = {"PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), **environ}
    return list(application(found, lambda *_: None))


def all_at_once(*asks: Any) -> None:
    threads = [threading.Thread(target=one) for one in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_short_requests_are_answered_one_at_a_time() -> None:
    busy = Busy()
    application = TakingTurns(busy)
    all_at_once(*[lambda: ask(application, body=b"x" * 9)] * 5)
    assert (busy.most, busy.bodies) == (1, [b"x" * 9] * 5)


@pytest.mark.parametrize(
    ("path", "body"), [("/files/clips/1", b""), ("/me/photo/", b"x" * (SMALL_BODY_BYTES + 1))]
)
def test_files_and_pictures_go_past_the_queue(path: str, body: bytes) -> None:
    busy = Busy(0.1)
    application = TakingTurns(busy)
    all_at_once(*[lambda: ask(application, path, body)] * 2)
    assert busy.most == 2


def test_a_body_that_comes_slowly_holds_nobody_up() -> None:
    arrived = threading.Event()
    busy = Busy()
    application = TakingTurns(busy)
    slow = threading.Thread(
        target=lambda: ask(application, body=b"slow", **{"wsgi.input": SlowBody(b"slow", arrived)})
    )
    slow.start()
    assert ask(application, body=b"quick") == [b"done"]
    arrived.set()
    slow.join()
    assert busy.bodies == [b"quick", b"slow"]


def test_whoever_waited_long_enough_goes_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.01)
    busy = Busy(0.2)
    application = TakingTurns(busy)
    all_at_once(*[lambda: ask(application)] * 2)
    assert busy.most == 2


def test_a_failure_gives_the_turn_back() -> None:
    def broken(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise RuntimeError

    application = TakingTurns(broken)
    for _twice in range(2):
        with pytest.raises(RuntimeError):
            ask(application)
    assert not application.turn.locked()


@pytest.mark.parametrize("length", ["x", "-1"])
def test_a_senseless_length_is_left_to_the_site(length: str) -> None:
    assert ask(TakingTurns(Busy()), CONTENT_LENGTH=length) == [b"done"]
