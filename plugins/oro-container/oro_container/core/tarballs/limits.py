"""`Limits`, how large an archive may become."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("Limits",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large an archive may become. The largest packages in use stay a few times below."""

    size: int = 2 << 30
    """Bytes of the archive without gzip, and so of its files together."""
    members: int = 250_000
    """Members, links and folders included."""
    ratio: int = 250
    """Bytes for each packed byte, beyond `free`; gzip reaches 1,030."""
    free: int = 32 << 20
    """Bytes to which the ratio does not apply."""
    name: int = 4096
    """Bytes of a path."""
    depth: int = 100
    """Folders of a path."""
    record: int = 1 << 20
    """Bytes of one extended header."""
