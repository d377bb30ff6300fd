"""The lines of a socket, as both ends of a joined session read and write them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import trio

from oro_framework.errors import TooLarge

__all__ = ("LONGEST", "lines_of")

LONGEST = 64 << 20
"""Bytes of a line: one message, which has a result or arguments whole."""
_PIECE = 64 * 1024


async def lines_of(stream: trio.SocketStream, begun: bytes = b"") -> AsyncIterator[bytes]:
    r"""Yield the lines of a stream until it ends, each with its `\n`; a last one that has none is dropped.

    Args:
        stream: what is read.
        begun: bytes of it that were read before.

    Raises:
        TooLarge: a line is longer than `LONGEST`.
        trio.BrokenResourceError: the other side broke off.
    """
    rest, seen = bytearray(begun), 0
    while True:
        while (end := rest.find(b"\n", seen)) >= 0:
            yield bytes(rest[: end + 1])
            del rest[: end + 1]
            seen = 0
        if len(rest) > LONGEST:
            raise TooLarge(f"Cannot read a message: it is longer than {LONGEST} bytes")
        seen = len(rest)
        if not (piece := await stream.receive_some(_PIECE)):
            return
        rest += piece
