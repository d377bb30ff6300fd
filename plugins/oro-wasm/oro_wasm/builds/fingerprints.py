"""Fingerprints of files, by which a later build knows whether they have changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import blake2b, file_digest
from io import BufferedReader
from pathlib import Path

from msgspec import Struct

__all__ = ("Fingerprint", "fingerprints", "unchanged")

_RACY = 2_000_000_000
"""Nanoseconds: a file changed so shortly before it was looked at may change again within one tick of its clock."""


class Fingerprint(Struct, frozen=True, kw_only=True, array_like=True):
    """The state of a file when a build read it."""

    size: int
    changed: int
    """The time of its last change, in nanoseconds."""
    digest: str
    """The hash of its contents."""
    certain: bool
    """False for a file that changed just before, so that the same size and time do not prove the same contents."""


def fingerprints(paths: Iterable[Path], now: int) -> dict[str, Fingerprint]:
    """Return the fingerprints of files that are there.

    Args:
        paths: the files, absolute.
        now: the time in nanoseconds, taken before.
    """
    found = {}
    for path in paths:
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                digest = _digest(file)
        except OSError:
            continue
        certain = status.st_mtime_ns < now - _RACY
        found[str(path)] = Fingerprint(size=status.st_size, changed=status.st_mtime_ns, digest=digest, certain=certain)
    return found


def unchanged(before: Mapping[str, Fingerprint]) -> bool:
    """Return whether files have the contents they had; they are read only where size and time do not tell."""
    return all(_same(path, each) for path, each in before.items())


def _same(path: str, before: Fingerprint) -> bool:
    try:
        status = os.stat(path)
        if status.st_size != before.size:
            return False
        if before.certain and status.st_mtime_ns == before.changed:
            return True
        with open(path, "rb") as file:
            return _digest(file) == before.digest
    except OSError:
        return False


def _digest(file: BufferedReader) -> str:
    return file_digest(file, lambda: blake2b(digest_size=16)).hexdigest()
