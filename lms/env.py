"""Typed readers for the environment. A wrong value stops the start with one plain sentence."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


def env_str(name: str, default: str) -> str:
    """Return the variable as text, or the default where it is unset."""
    return os.environ.get(name, default)


def env_list(name: str, default: list[str]) -> list[str]:
    """Return a comma-separated variable as a list, blanks left out."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    return [part.strip() for part in raw.split(",") if part.strip()]


def env_bool(name: str, default: bool) -> bool:
    """Return a yes/no variable; raises ImproperlyConfigured on any other word."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}.")


def env_int(name: str, default: int) -> int:
    """Return a whole number; raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name)
    if raw is None or not raw.strip():
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from None


def env_path(name: str, default: Path) -> Path:
    """Return an absolute folder path; `~` is understood."""
    raw = os.environ.get(name, "").strip()
    return Path(raw).expanduser().resolve() if raw else default
