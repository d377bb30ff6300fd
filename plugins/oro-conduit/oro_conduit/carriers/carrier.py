"""Carriers of the bytes of one connection: sockets and held requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ("Carrier", "Gone", "Parts")

Parts = Sequence[bytes | bytearray | memoryview]
"""Bytes that belong together, not yet put together."""


class Gone(Exception):
    """The other side is not there any more."""


class Carrier(Protocol):
    """A way to move messages to a page and back, in order. Loop thread."""

    @property
    def full(self) -> bool:
        """Whether bytes wait to be sent; write no more until `drain` has returned."""
        ...

    async def receive(self) -> Sequence[bytes]:
        """Wait for messages.

        Raises:
            Gone: the page closed, or the way broke.
            ProtocolError: what came are no messages.
        If cancelled, nothing is lost.
        """
        ...

    def arrived(self) -> Sequence[bytes]:
        """Return the messages that are there already, without waiting.

        Raises as `receive` does.
        """
        ...

    def write(self, parts: Parts) -> None:
        """Take a message, in parts that change no more, and send it as far as that needs no waiting.

        Raises:
            Gone: the page closed, or the way broke.
        """
        ...

    async def drain(self) -> None:
        """Wait until everything that was written is on its way.

        Raises:
            Gone: the page closed, or the way broke. If cancelled, what waits still waits.
        """
        ...

    async def close(self, code: int, reason: str) -> None:
        """Tell the page why, where the carrier can, and end. Idempotent; never raises."""
        ...
