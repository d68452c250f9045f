"""Typed readers for the environment. A wrong value stops the start with one plain sentence."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class WrongSetting(ImproperlyConfigured):
    """An environment variable that cannot be meant; `manage.py` prints the sentence and ends."""


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
    """Return a yes/no variable; raises WrongSetting on any other word."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise WrongSetting(f"{name} must be 1 or 0, not {raw!r}.")


def env_int(name: str, default: int) -> int:
    """Return a whole number; raises WrongSetting on anything else."""
    raw = os.environ.get(name)
    if raw is None or not raw.strip():
        return default
    try:
        return int(raw)
    except ValueError:
        raise WrongSetting(f"{name} must be a whole number, not {raw!r}.") from None


def env_path(name: str, default: Path) -> Path:
    """Return an absolute folder path; `~` is understood."""
    raw = os.environ.get(name, "").strip()
    return Path(raw).expanduser().resolve() if raw else default


def env_data_dir(name: str, default: Path) -> Path:
    """Return the data directory, which may still have to be made.

    Raises WrongSetting where it can never be one: a file stands there, or the way to it is closed.
    """
    path = env_path(name, default)
    there = next(one for one in (path, *path.parents) if os.path.lexists(one))
    if there.is_dir() and os.access(there, os.R_OK | os.X_OK):
        return path
    raise WrongSetting(
        f"The data directory {path} cannot be used: set {name} to a folder that you may write."
    )


def store_origin(bucket: str, endpoint: str, region: str, path_style: bool) -> str:
    """Return the origin that browsers see of an S3 store, as its links name it; empty without a bucket."""
    if not bucket:
        return ""
    scheme, _, rest = (endpoint or f"https://s3.{region}.amazonaws.com").partition("://")
    host = rest.split("/", 1)[0]
    return f"{scheme}://{host}" if path_style else f"{scheme}://{bucket}.{host}"
