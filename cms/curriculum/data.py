"""Reading the curriculum's two files."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent


@cache
def lessons() -> list[dict[str, Any]]:
    """Return the lessons in the order of the file; the caller must not change them."""
    text = (HERE / "lessons.yaml").read_text(encoding="utf-8")
    return list(yaml.load_all(text, Loader=_loader()))


@cache
def site() -> dict[str, Any]:
    """Return the pages around the lessons; the caller must not change them."""
    text = (HERE / "site.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=_loader())  # noqa: S506 - a safe loader, see below
    return loaded


def _loader() -> Any:
    # The C loader reads the same safe YAML ten times faster; not every build of PyYAML has it.
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
