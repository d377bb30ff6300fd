"""Frame messages in a stream of bytes: four bytes of length, then the message. Sans-IO."""

from __future__ import annotations

import struct
from collections.abc import Iterator

__all__ = ("Frames", "framed")

_LENGTH = struct.Struct("<I")


def framed(message: bytes) -> bytes:
    """Return a message with its length before it."""
    return _LENGTH.pack(len(message)) + message


class Frames:
    """Split the bytes of a stream into messages."""

    def __init__(self) -> None:
        self._read = bytearray()

    def feed(self, data: bytes | bytearray) -> Iterator[bytes]:
        """Take bytes and yield each message that is complete."""
        self._read += data
        place = 0
        try:
            while len(self._read) - place >= _LENGTH.size:
                (length,) = _LENGTH.unpack_from(self._read, place)
                end = place + _LENGTH.size + length
                if len(self._read) < end:
                    break
                message, place = bytes(self._read[place + _LENGTH.size : end]), end
                yield message
        finally:
            del self._read[:place]
