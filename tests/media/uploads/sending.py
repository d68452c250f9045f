"""A phone that sends a file in parts, for tests: in any order, with repetitions, whole or in pieces."""

import hashlib
import io
import uuid
from collections.abc import Iterable
from random import Random

from lms.accounts.models import User
from media.uploads import actions
from media.uploads.models import PIECE_BYTES, Upload
from tests.build import NOON
from tests.media import files


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def film(size: int, seed: int = 3) -> bytes:
    """A real film of exactly that many bytes: what it has too few of stands in a box that players skip."""
    real = files.recording("a.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac")
    rest = size - len(real)
    return real + rest.to_bytes(4, "big") + b"free" + Random(seed).randbytes(rest - 8)


def begin(owner: User, content: bytes, **fields: object) -> Upload:
    wanted = {
        "upload_id": uuid.uuid4(),
        "name": "คลิป.mp4",
        "size_bytes": len(content),
        "purpose": "lesson" if owner.works_at_the_desk else "practice",
        "kind": "video",
        "at": NOON,
        **fields,
    }
    return actions.begin(owner, **wanted)  # type: ignore[arg-type]


def part_of(upload: Upload, content: bytes, number: int) -> bytes:
    start = upload.part_start(number)
    return content[start : start + upload.part_size(number)]


def hashes(upload: Upload, content: bytes) -> list[str]:
    return [sha(part_of(upload, content, number)) for number in range(1, upload.part_count + 1)]


def send(upload: Upload, content: bytes, number: int) -> None:
    part = part_of(upload, content, number)
    actions.take_part(upload, number=number, sha256=sha(part), stream=io.BytesIO(part), at=NOON)


def send_piece(upload: Upload, content: bytes, number: int, piece: int) -> bool:
    part = part_of(upload, content, number)[piece * PIECE_BYTES :][:PIECE_BYTES]
    return actions.take_piece(
        upload, number=number, piece=piece, sha256=sha(part), stream=io.BytesIO(part), at=NOON
    )


def send_all(upload: Upload, content: bytes, numbers: Iterable[int] = ()) -> None:
    for number in numbers or actions.missing_parts(upload):
        send(upload, content, number)


def finish(upload: Upload, content: bytes) -> Upload:
    return actions.finish(upload, sha256=hashes(upload, content), at=NOON)
