"""The body of a batch: unpacked within limits, read as JSON, never trusted."""

import json
import zlib
from typing import Any

from django.http import HttpRequest, UnreadablePostError

from courses.sync.errors import BatchTooLarge, BatchUnreadable

MOST_ITEMS = 200
MOST_BYTES = 256 * 1024
# 64 bits have nineteen digits. Whatever is longer is no number of ours and costs time to read.
LONGEST_NUMBER = 20


def read_batch(request: HttpRequest) -> list[Any]:
    """Return the raw items of a batch. Raises `BatchTooLarge`, `BatchUnreadable`."""
    text = _unpacked(request)
    try:
        batch = read_json(text.decode("utf-8"))
    except ValueError as error:
        raise BatchUnreadable from error
    items = batch.get("items") if isinstance(batch, dict) else None
    if not isinstance(items, list):
        raise BatchUnreadable
    if len(items) > MOST_ITEMS:
        raise BatchTooLarge
    return items


def read_json(text: str) -> Any:
    """Return what some JSON says. Raises `BatchUnreadable`."""
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise BatchUnreadable from error


def _unpacked(request: HttpRequest) -> bytes:
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise BatchUnreadable from error
    if announced > MOST_BYTES:  # before anything is read; packed it is never larger than unpacked
        raise BatchTooLarge
    try:
        body = request.body
    except UnreadablePostError as error:  # the phone hung up
        raise BatchUnreadable from error
    packing = request.headers.get("Content-Encoding", "identity").strip().lower()
    if packing == "gzip":
        return _unzipped(body)
    if packing not in ("identity", ""):
        raise BatchUnreadable
    return body


def _unzipped(body: bytes) -> bytes:
    """Unpack gzip, no further than a batch may be long: a bomb costs what any other batch costs."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        text = unpacker.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise BatchUnreadable from error
    if len(text) > MOST_BYTES:
        raise BatchTooLarge
    if not unpacker.eof or unpacker.unused_data:
        raise BatchUnreadable
    return text


def _whole(digits: str) -> int | str:
    # As text, a number that is too long costs its own item only.
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits[:LONGEST_NUMBER] + "…"


# Made once: making it costs more than reading an item with it.
DECODER = json.JSONDecoder(parse_int=_whole, parse_constant=str)
