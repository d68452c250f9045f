"""`python -m tests.media.dying PLACE`: the real worker, which kills itself outright at a named place.

PLACE is what `unittest.mock.patch` takes, with `@3` behind it for the third time that it is reached.
"""

import os
import signal
import sys
from typing import Any
from unittest import mock

import django
from django.core.management import call_command
from django.utils.module_loading import import_string


def dying_at(place: str) -> Any:
    """Return a patch under which this process is killed at a place."""
    name, _, count = place.partition("@")
    module, _, attribute = name.rpartition(".")
    try:
        holder = import_string(module)
    except ImportError:
        holder = sys.modules[module] if module in sys.modules else __import__(module, fromlist=["x"])
    original, left = getattr(holder, attribute), [int(count or 1)]

    def die_or(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)

    return mock.patch.object(holder, attribute, die_or)


if __name__ == "__main__":
    django.setup()
    with dying_at(sys.argv[1]):
        call_command("worker", nice=0)
