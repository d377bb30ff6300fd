"""`Window`, blocks of any length read in pieces of the reader's choice."""

from __future__ import annotations

from collections.abc import Iterator

from oro_container.core.tarballs.header import BLOCK

__all__ = ("EndedEarly", "Window")


class EndedEarly(Exception):
    """There are fewer bytes than were asked for."""


class Window:
    """Read blocks of any length in pieces.

    Args:
        blocks: what is read.
    """

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._block = b""
        self._at = 0

    def block(self) -> bytes | None:
        """Return 512 bytes, or None at the end.

        Raises:
            EndedEarly: fewer are left.
        """
        if self._at == len(self._block) and not self._advance():
            return None
        return self.take(BLOCK)

    def take(self, size: int) -> bytes:
        """Return that many bytes.

        Raises:
            EndedEarly: there are fewer.
        """
        end = self._at + size
        if end <= len(self._block):
            taken = self._block[self._at : end]
            self._at = end
            return taken
        pieces = [self._block[self._at :]]
        missing = size - len(pieces[0])
        while missing:
            if not self._advance():
                raise EndedEarly
            piece = self._block[:missing]
            self._at = len(piece)
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> None:
        """Pass over that many bytes.

        Raises:
            EndedEarly: there are fewer.
        """
        while size > (left := len(self._block) - self._at):
            size -= left
            if not self._advance():
                raise EndedEarly
        self._at += size

    def _advance(self) -> bool:
        for block in self._blocks:
            if block:
                self._block, self._at = block, 0
                return True
        self._block, self._at = b"", 0
        return False
