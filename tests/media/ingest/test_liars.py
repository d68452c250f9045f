"""Files that lie about what they are: refused by name, and nothing else is opened, here or elsewhere."""

import io
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from media import recordings
from media.errors import MediaRefused
from media.film import ffmpeg_exe
from media.ingest import refusals
from media.ingest.probe import examine
from media.kinds import FileKind
from tests.media import files
from tests.media.ingest import odd
from tests.media.ingest.films import evened, film, kept

pytestmark = pytest.mark.film


@dataclass
class Elsewhere:
    """What a file could reach for: a film beside it, and a server that notes who comes."""

    secret: Path
    address: str
    callers: list[object] = field(default_factory=list)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    """Had anybody followed a lie, five seconds of film would be there."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        secret = kept(tmp_path, film("a.ts", seconds=5), "secret.ts")
        one = Elsewhere(secret, f"http://127.0.0.1:{door.getsockname()[1]}/secret.ts")

        def answer() -> None:
            try:
                while True:
                    caller, _ = door.accept()
                    one.callers.append(caller)
                    caller.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + film("a.ts", seconds=5))
                    caller.close()
            except OSError:
                return

        threading.Thread(target=answer, daemon=True).start()
        yield one


def playlist(here: Elsewhere) -> bytes:
    return f"#EXTM3U\n#EXTINF:5,\n{here.secret}\n#EXTINF:5,\n{here.address}\n#EXT-X-ENDLIST\n".encode()


def concat(here: Elsewhere) -> bytes:
    return f"ffconcat version 1.0\nfile '{here.secret}'\nfile '{here.address}'\n".encode()


def dash(here: Elsewhere) -> bytes:
    base = f"<BaseURL>{here.address}</BaseURL>"
    told = '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
    return f'{told}<AdaptationSet mimeType="video/mp4"><Representation id="1">{base}</Representation></AdaptationSet></Period></MPD>'.encode()  # noqa: E501


def drawing(here: Elsewhere) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{here.address}"/></svg>'.encode()


def page(here: Elsewhere) -> bytes:
    return f'<!doctype html><video src="{here.address}"></video>'.encode()


def session(here: Elsewhere) -> bytes:
    return b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n"


def redirection(here: Elsewhere) -> bytes:
    return f'<asx version="3.0"><entry><ref href="{here.address}"/></entry></asx>'.encode()


def packed(here: Elsewhere) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.mp4", film())
    return out.getvalue()


LIES: dict[str, tuple[Callable[[Elsewhere], bytes], str]] = {
    "playlist": (playlist, refusals.NOT_MEDIA),
    "list of files": (concat, refusals.NOT_MEDIA),
    "DASH": (dash, refusals.NOT_MEDIA),
    "drawing": (drawing, refusals.NOT_MEDIA),
    "page": (page, refusals.NOT_MEDIA),
    "session": (session, refusals.NOT_MEDIA),
    "redirection": (redirection, refusals.NOT_MEDIA),
    "archive": (packed, refusals.NOT_MEDIA),
    "subtitles": (lambda _: b"1\n00:00:00,000 --> 00:00:05,000\nx\n", refusals.NOT_MEDIA),
    "document": (lambda _: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + bytes(2000), refusals.NOT_MEDIA),
    "programme": (lambda _: Path(ffmpeg_exe()).read_bytes()[:300_000], refusals.NOT_MEDIA),
    "words": (lambda _: "ขายผ้าไหม ".encode() * 500, refusals.NOT_MEDIA),
    "photo": (lambda _: files.photo(), refusals.STILL_PICTURE),
    "moving picture of the web": (lambda _: film("a.gif", sound=False, encode=()), refusals.STILL_PICTURE),
}


@pytest.mark.parametrize("name", LIES)
def test_it_is_refused_by_its_name_and_reaches_for_nothing(
    name: str, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    make, reason = LIES[name]
    source = kept(tmp_path, make(elsewhere), "clip.mp4")
    with pytest.raises(MediaRefused, match=reason):
        examine(source)
    with pytest.raises(MediaRefused):
        recordings.examine(source, FileKind.VIDEO)
    assert elsewhere.callers == []


@pytest.mark.parametrize("is_quicktime", [False, True])
@pytest.mark.parametrize("is_remote", [False, True])
def test_a_film_whose_bytes_lie_elsewhere_is_not_fetched(
    is_quicktime: bool, is_remote: bool, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    where = elsewhere.address if is_remote else f"file://{elsewhere.secret}"
    if is_quicktime:
        made = odd.looks_elsewhere_as_quicktime(where.removeprefix("file://"))
    else:
        made = odd.looks_elsewhere(where)
    source = kept(tmp_path, made)
    try:
        target, _seen = evened(source)
    except MediaRefused as refused:
        assert refused.code in refusals.SENTENCES  # noqa: PT017
    else:
        assert examine(target).duration_ms < 2000, "its own second, and nothing of the other film"
    assert elsewhere.callers == []
