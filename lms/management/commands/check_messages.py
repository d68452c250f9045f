"""`manage.py check_messages`: no word of the interface is missing in Thai, and none is left over."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

SOURCES = ("lms", "courses", "cms", "media", "manage.py")
PO_FILE = Path("locale/th/LC_MESSAGES/django.po")
TOOLS = ("xgettext", "msgfmt", "msgmerge", "msguniq")
Key = tuple[str | None, str | tuple[str, ...]]


def read_catalogue(path: Path) -> Catalog:
    """Read a Thai catalogue: one form for every number."""
    with path.open("rb") as source:
        return read_po(source, locale="th")


def keys_of(catalogue: Catalog) -> set[Key]:
    """Return (context, msgid) of each entry, plural forms as a pair, the header left out."""
    return {
        (message.context, tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id)
        for message in catalogue
        if message.id
    }


def extract(root: Path) -> Catalog:
    """Collect the words of the source with GNU gettext, in a copy that it may write to."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            source = root / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.woff2"))
            else:
                shutil.copy(source, copy / name)
        (copy / PO_FILE.parent).mkdir(parents=True)
        command = [sys.executable, "manage.py", "makemessages", "-l", "th", "--no-wrap"]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise CommandError(f"The words could not be collected: {done.stderr.strip()}")
        return read_catalogue(copy / PO_FILE)


def faults_of(written: Catalog, wanted: set[Key]) -> list[str]:
    """Return one line for each word that is missing, unused, untranslated or fuzzy."""
    have = keys_of(written)
    faults = [f"missing: {key[1]!r}" for key in sorted(wanted - have, key=str)]
    faults += [f"not used any more: {key[1]!r}" for key in sorted(have - wanted, key=str)]
    for message in written:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        if not all(texts):
            faults.append(f"not translated: {message.id!r}")
        elif message.fuzzy:
            faults.append(f"fuzzy: {message.id!r}")
    return faults


class Command(BaseCommand):
    """Compares the words in the source with the Thai catalogue. Needs GNU gettext."""

    help = "Fail where a word of the interface has no Thai, or a Thai one has no use."

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect, compare, and let gettext check the placeholders."""
        missing_tools = [tool for tool in TOOLS if shutil.which(tool) is None]
        if missing_tools:
            raise CommandError('GNU gettext is not installed: run "sudo apt-get install gettext" first.')
        root = Path(settings.BASE_DIR)
        faults = faults_of(read_catalogue(root / PO_FILE), keys_of(extract(root)))
        command = ["msgfmt", "--check", "-o", "/dev/null", str(root / PO_FILE)]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if checked.returncode:
            faults.append(checked.stderr.strip())
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("Every word is there in Thai.")
