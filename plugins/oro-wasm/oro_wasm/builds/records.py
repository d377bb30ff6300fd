"""Records of builds: what went in and what came out, so that an unchanged project is not built again, and so that
`oro wasm clean` removes the files that builds made and no others.

They are in the user's cache folder, not in the project: a record that came with foreign sources could name any file for
removal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from oro_framework.atomic import replace_file
from oro_wasm.builds import folders
from oro_wasm.builds.build import BuildConfig, Diagnostic
from oro_wasm.builds.fingerprints import Fingerprint

__all__ = ("BuildRecord", "all_records", "read_record", "record_path", "write_record")

_FORMAT = 1


class BuildRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One build of one project in one way."""

    format: int = _FORMAT
    project: str
    language: str
    recipe: str
    """The hash of everything besides files that has influence: tools, options."""
    listing: str
    """The hash of the names of the project's sources, which tells of new ones."""
    inputs: dict[str, Fingerprint]
    """The files that were read, by path."""
    module: str
    outputs: dict[str, Fingerprint]
    """The files that were made, by path."""
    diagnostics: tuple[Diagnostic, ...] = ()


def record_path(language: str, config: BuildConfig) -> Path:
    """Return the file of the record of a build; builds of other modes or to other folders have others."""
    told = [language, str(config.project), str(config.output), config.optimization]
    told += [str(config.component), str(config.webapp)]
    return folders.build_records() / f"{sha256(chr(0).join(told).encode()).hexdigest()[:32]}.json"


def read_record(path: Path) -> BuildRecord | None:
    """Return a record, or None where there is none that can be read."""
    try:
        record = msgspec.json.decode(path.read_bytes(), type=BuildRecord)
    except (OSError, msgspec.DecodeError):
        return None
    return record if record.format == _FORMAT else None


def write_record(path: Path, record: BuildRecord) -> None:
    """Write a record; do nothing where the cache folder cannot be written, so that the next build runs anew."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, msgspec.json.encode(record), mode=0o600)


def all_records() -> Iterator[tuple[Path, BuildRecord]]:
    """Yield every record with its file."""
    for path in sorted(folders.build_records().glob("*.json")):
        if (record := read_record(path)) is not None:
            yield path, record
