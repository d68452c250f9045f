"""What was already done, so that a second start does none of it again.

The stamp of the static files stands beside them; those of the curriculum and of the simulated
programme stand in the database, since they go when the database goes.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from courses.models import Programme

SIZE_AND_TIME = "{0}:{1.st_size}:{1.st_mtime_ns}"
PROGRAMME_VERSION = 1


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a short hash of the files' names, sizes and times; reads no file."""
    lines = sorted(SIZE_AND_TIME.format(path, path.stat()) for path in paths)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def content_fingerprint(paths: Iterable[Path]) -> str:
    """Return a short hash of the files' contents: the same in every checkout."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def static_fingerprint() -> str:
    """Return what the static files of all apps look like now."""
    return fingerprint(
        Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])
    )


def curriculum_fingerprint() -> str:
    """Return what the curriculum's data look like now."""
    folder = Path(settings.BASE_DIR) / "cms"
    return content_fingerprint(
        path
        for path in folder.rglob("*")
        if "curriculum" in str(path.relative_to(folder))
        and path.is_file()
        and path.suffix in {".yaml", ".yml", ".json"}
    )


def read_stamp() -> dict[str, str]:
    """Return the database's stamps by name; empty where nothing was done yet."""
    row = Programme.objects.filter(id=1).first()
    text = row.demonstration_seed if row else ""
    return dict(part.split("=", 1) for part in text.split(" ") if "=" in part)


def write_stamp(**values: str) -> None:
    """Add or change stamps in the database's one row."""
    stamps = {**read_stamp(), **values}
    text = " ".join(f"{name}={value}" for name, value in sorted(stamps.items()))
    Programme.objects.filter(id=1).update(demonstration_seed=text)
