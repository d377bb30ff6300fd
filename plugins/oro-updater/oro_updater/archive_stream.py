"""`ArchiveStream`: the tar in an archive, decompressed as it is read, no longer than its reader allows. Blocking."""

from __future__ import annotations

import lzma
from typing import IO

from oro_updater.errors import UpdateRefused

__all__ = ("ArchiveStream",)

MEMORY = 256 << 20
"""Bytes that decompression may take."""
_PIECE = 1 << 16
_END = 2 * 10240
"""Bytes of the records at the end of a tar, of which one is read ahead."""


class ArchiveStream:
    """See the module.

    Args:
        file: the archive.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY)
        self._left = _END

    def allow(self, size: int) -> None:
        """Allow so many bytes from here on, and the end of the tar."""
        self._left = size + _END

    def read(self, size: int) -> bytes:
        """Return up to so many bytes, none at the end.

        Raises:
            UpdateRefused: the tar is longer than was allowed.
            EOFError: the archive ends too early.
            LZMAError: it is damaged.
        """
        data = b""
        while not data and not self._decompressor.eof:
            more = self._file.read(_PIECE) if self._decompressor.needs_input else b""
            if self._decompressor.needs_input and not more:
                raise EOFError("it ends too early")
            data = self._decompressor.decompress(more, size)
        self._left -= len(data)
        if self._left < 0:
            raise UpdateRefused("Cannot unpack an update: its archive is longer than its manifest says")
        return data
