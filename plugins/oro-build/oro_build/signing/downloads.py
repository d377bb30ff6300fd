"""Checksums and signatures of everything that a build gives away. Blocking."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from oro_build.formats.settings import FormatSettings
from oro_build.signing.gpg import sign_detached, sign_rpm

__all__ = ("finish_downloads",)

_NAME = "SHA256SUMS"


def finish_downloads(paths: Sequence[Path], folder: Path, settings: FormatSettings) -> list[Path]:
    """Sign files and write `SHA256SUMS` with what all of them are; return the files that were added.

    A package of RPM gets its signature inside; every other file gets one beside it, the checksums included. People
    check a download by `gpg --verify SHA256SUMS.asc` and `sha256sum --check --ignore-missing SHA256SUMS`.

    Raises:
        BuildError: a key is missing, or a program that signs.
    """
    key = settings.sign_gpg
    files = sorted(path for path in paths if path.is_file())
    added: list[Path] = []
    for path in files if key else ():
        if path.suffix == ".rpm":
            sign_rpm(path, key)
        else:
            added.append(sign_detached(path, key))
    sums = folder / _NAME
    sums.write_text("".join(f"{_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files))
    added.append(sums)
    if key:
        added.append(sign_detached(sums, key))
    return added


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
