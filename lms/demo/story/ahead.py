"""Drawing the next lives while the last ones are being written: on two cores in half the time."""

import multiprocessing
from collections.abc import Iterator
from typing import Any, TypeVar

Drawn = TypeVar("Drawn")
_END = "the end"
AHEAD = 2


def drawn_ahead(items: Iterator[Drawn]) -> Iterator[Drawn]:
    """Yield what an iterator yields, made in a process of its own that must not touch the database.

    What goes wrong there goes wrong here. Where a process cannot be forked, nothing is drawn ahead.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        yield from items
        return
    context = multiprocessing.get_context("fork")
    queue: Any = context.Queue(maxsize=AHEAD)
    child = context.Process(target=_draw, args=(items, queue), daemon=True)
    child.start()
    try:
        while not isinstance(item := queue.get(), str):
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        child.terminate()


def _draw(items: Iterator[Any], queue: Any) -> None:
    try:
        for item in items:
            queue.put(item)
        queue.put(_END)
    except Exception as error:
        queue.put(error)
