"""Every night: objects in the store that no row knows. What lies on the disk: `media.periodic`."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q

from media import s3
from media.models import Clip, SourceFile, StoredFile, Upload
from media.uploads.models import UploadState
from media.uploads.remote import ARRIVING

# Long enough for whatever is on its way to get its row.
KEPT_FOR = timedelta(days=1)
Known = Callable[[list[str]], set[str]]

log = logging.getLogger(__name__)


def remove_left_over_objects(at: datetime) -> int:
    """Remove objects older than a day that no row knows, below the site's own prefix. Returns how many.

    A worker that was killed between file and row leaves such, and a store that was away when a file was
    to be removed. Raises StoreAway; then it is done another time.
    """
    if not s3.is_on():
        return 0
    count = 0
    for folder, known in FOLDERS.items():
        root = s3.object_key(folder)
        for page in s3.listed(root):
            old = [key.removeprefix(root) for key, written_at in page if written_at < at - KEPT_FOR]
            for name in set(old) - known(old):
                s3.remove(root + name)
                count += 1
    if count:
        log.info("%d objects without a row were removed from the store", count)
    return count


def _stored(names: list[str]) -> set[str]:
    return set(StoredFile.objects.filter(path__in=names).values_list("path", flat=True))


def _sources(names: list[str]) -> set[str]:
    kept = set(SourceFile.objects.filter(path__in=names).values_list("path", flat=True))
    kept.update(Clip.objects.filter(source_path__in=names).values_list("source_path", flat=True))
    return kept | _on_their_way("sources/", names)


def _arriving(names: list[str]) -> set[str]:
    return _on_their_way(ARRIVING, names)


def _on_their_way(folder: str, names: list[str]) -> set[str]:
    root = s3.object_key(folder)
    is_open = Q(state=UploadState.RECEIVING, store_key__in=[root + name for name in names])
    keys = Upload.objects.filter(is_open).values_list("store_key", flat=True)
    return {key.removeprefix(root) for key in keys}


def _played(names: list[str]) -> set[str]:
    folders = {name: name.rpartition("/")[0] for name in names}
    keys = {folder.split("/")[0] for folder in folders.values()}
    rows = Clip.objects.filter(key__in=filter(_is_key, keys)).values_list("key", "revision")
    playing = {f"{key}/{revision}" for key, revision in rows}
    return {name for name, folder in folders.items() if folder in playing}


def _is_key(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


FOLDERS: dict[str, Known] = {
    "private/": _stored,
    "sources/": _sources,
    ARRIVING: _arriving,
    "clips/": _played,
}
