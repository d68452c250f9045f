"""The Thai words, compiled for the running site by Babel: GNU gettext is needed by translators only.

`python -m lms.messages` compiles what changed; `manage.py demo` and the tests do so by themselves.
"""

import os
from pathlib import Path

LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"


def compile_catalogue(po_path: Path, mo_path: Path) -> None:
    """Write one catalogue's binary form under its final name only when it is whole."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po_path.open("rb") as source:
        catalogue = read_po(source, locale=po_path.parent.parent.name)
    unfinished = mo_path.with_suffix(f".{os.getpid()}.tmp")
    with unfinished.open("wb") as target:
        write_mo(target, catalogue)
    unfinished.replace(mo_path)


def is_stale(po_path: Path, mo_path: Path) -> bool:
    """Tell whether the binary form is missing or older than the words."""
    return not mo_path.exists() or mo_path.stat().st_mtime < po_path.stat().st_mtime


def compile_stale(directory: Path = LOCALE_DIR) -> list[Path]:
    """Compile every catalogue that changed since it was compiled; returns those."""
    changed = []
    for po_path in sorted(directory.glob("*/LC_MESSAGES/*.po")):
        mo_path = po_path.with_suffix(".mo")
        if is_stale(po_path, mo_path):
            compile_catalogue(po_path, mo_path)
            changed.append(po_path)
    return changed


if __name__ == "__main__":
    compile_stale()
