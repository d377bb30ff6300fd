"""The body of a request as it comes, and the client's going."""

from __future__ import annotations

import math
from collections.abc import Callable

import trio

from oro_framework.errors import TimedOut, TooLarge
from oro_framework.types import Receive
from oro_http.errors import ClientGone

__all__ = ("Incoming",)

LINGER = 2.0
"""Seconds for which an unwanted body is read, so that its sender gets to read the refusal."""


class Incoming:
    """The body of one request of a client.

    Args:
        receive: gives ASGI messages.
        hang_up: closes the client's connection at once.
    """

    def __init__(self, receive: Receive, hang_up: Callable[[], None]) -> None:
        self._receive = receive
        self._hang_up = hang_up
        self.ended = False
        """Whether the whole body came."""

    async def read(
        self, *, announced: int | None, limit: int, seconds: float, named: str = "http_ipc_max_body"
    ) -> bytes:
        """Return the whole body.

        Args:
            announced: bytes the client said it has.
            limit: bytes accepted.
            seconds: in which it must be there; 0 for no limit.
            named: the limit, in errors.

        Raises:
            TooLarge: it is over the limit.
            TimedOut: it did not arrive in time.
            ClientGone: its sender is gone.
        """
        _check(announced or 0, limit, named)
        body = bytearray()
        with trio.move_on_after(seconds or math.inf):
            while not self.ended:
                body += await self._next()
                _check(len(body), limit, named)
            return bytes(body)
        raise TimedOut(f"Cannot read the body: it did not arrive within {seconds:g} s")

    async def gone(self) -> None:
        """Wait until the client is gone; only after the whole body was read."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def discard(self) -> None:
        """Read the rest of an unwanted body for a while, then close the connection."""
        try:
            with trio.move_on_after(LINGER):
                while not self.ended:
                    await self._next()
                return
            # The server's reader may be waiting for room for more of it; it must be let go.
            self._hang_up()
            await self.gone()
        except ClientGone:
            pass

    async def _next(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        self.ended = not message.get("more_body", False)
        return bytes(message.get("body", b""))


def _check(size: int, limit: int, named: str) -> None:
    if size > limit:
        raise TooLarge(f"Cannot read the body: it has {size} bytes or more, {named} is {limit}")
