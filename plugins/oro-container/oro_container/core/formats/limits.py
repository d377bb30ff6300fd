"""`Limits` of what is read, and `Tally`, which holds a reader to them."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import FormatError

__all__ = ("Limits", "Tally")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that is read of one tree, snapshot or archive."""

    depth: int = 100
    """Folders within one another."""
    files: int = 200_000
    """Files, folders and links together."""
    bytes: int = 1 << 30
    """Bytes of all files, as they are when unpacked."""


class Tally:
    """A count of what one reader has read, which refuses more than the limits."""

    def __init__(self, form: str, limits: Limits) -> None:
        self._form, self._limits = form, limits
        self._files = self._bytes = 0

    def add(self, path: str, size: int = 0) -> None:
        """Count one more file, folder or link, which has so many bytes."""
        self._files += 1
        self._bytes += size
        if path.count("/") >= self._limits.depth:
            raise FormatError(self._form, path, f"lies deeper than {self._limits.depth} folders")
        if self._files > self._limits.files:
            raise FormatError(self._form, path, f"is one more than the {self._limits.files} files it may have")
        if self._bytes > self._limits.bytes:
            raise FormatError(self._form, path, f"is more than the {self._limits.bytes} bytes that its files may have")

    @property
    def bytes_left(self) -> int:
        """The bytes that files yet to come may have."""
        return self._limits.bytes - self._bytes
