"""The yardstick of uploads: takes a body into a file, under the same web server and nothing else."""

import os
from collections.abc import Callable, Iterable
from typing import Any

CHUNK_BYTES = 256 * 1024


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Copy what is PUT to the file that `BENCH_COPY_TO` names."""
    left = int(environ.get("CONTENT_LENGTH") or 0)
    if left:
        with open(os.environ["BENCH_COPY_TO"], "wb") as file:
            while left and (chunk := environ["wsgi.input"].read(min(CHUNK_BYTES, left))):
                file.write(chunk)
                left -= len(chunk)
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]
