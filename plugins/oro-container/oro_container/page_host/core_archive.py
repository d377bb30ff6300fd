"""`core_archive`, the core and its glue as one archive, which Pyodide unpacks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

__all__ = ("core_archive",)

_PACKAGE = Path(__file__).resolve().parent.parent
_FOLDERS = ("core", "page_kernel")
_WHEN = (1980, 1, 1, 0, 0, 0)


@cache
def core_archive() -> bytes:
    """Return the archive; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{_PACKAGE.name}/__init__.py", _WHEN), "")
        for path in _sources():
            name = zipfile.ZipInfo(f"{_PACKAGE.name}/{path.relative_to(_PACKAGE).as_posix()}", _WHEN)
            name.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(name, path.read_bytes())
    return buffer.getvalue()


def _sources() -> Iterator[Path]:
    for folder in _FOLDERS:
        yield from sorted((_PACKAGE / folder).rglob("*.py"))
