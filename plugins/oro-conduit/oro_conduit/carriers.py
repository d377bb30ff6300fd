"""What carries the bytes of one connection: a socket, or a held request."""

from __future__ import annotations

from typing import Protocol

__all__ = ("Carrier", "Gone")


class Gone(Exception):
    """The other side is not there any more."""


class Carrier(Protocol):
    """A way to move bytes to a page and back, in order."""

    async def receive(self) -> bytes:
        """Wait for bytes.

        Raises:
            Gone: the page closed, or the way broke.
            ProtocolError: what came are no bytes.
        If cancelled, nothing is lost.
        """
        ...

    async def send(self, data: bytes) -> None:
        """Send bytes and wait until they are on their way.

        Raises:
            Gone: the page closed, or the way broke. If cancelled, part of the bytes may have been sent.
        """
        ...

    async def close(self, code: int, reason: str) -> None:
        """Tell the page why, where the carrier can, and end. Idempotent; never raises."""
        ...
