"""A held request of the app's own scheme as a carrier: frames down its body, frames up in one POST at a time.

For pages that cannot open a socket. Everything behind it is the same; only the bytes travel otherwise.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import trio

from oro_conduit.carriers.carrier import Gone, Parts
from oro_conduit.wire.frame_v2 import Kind, encode
from oro_framework.errors import Closed

__all__ = ("RequestCarrier",)


class RequestCarrier:
    """A held request as a `Carrier`, and the source of its body. Loop thread.

    One batch at a time waits for the page on the way down, one body on the way up. A ping goes first: an answer
    begins with its first byte.
    """

    def __init__(self) -> None:
        self._down: deque[bytes] = deque([encode(Kind.PING, 0)])
        self._up: deque[bytes] = deque()
        self._moved = trio.Event()
        self._over = False

    def _move(self) -> None:
        """Wake every task that waits."""
        self._moved.set()
        self._moved = trio.Event()

    # -- Carrier ---------------------------------------------------------------------------------

    @property
    def full(self) -> bool:
        """Whether the page's request has not taken everything yet."""
        return bool(self._down)

    async def receive(self) -> Sequence[bytes]:
        """Wait for the next body the page posts; see `Carrier.receive`."""
        while not (bodies := self.arrived()):
            await self._moved.wait()
        return bodies

    def arrived(self) -> Sequence[bytes]:
        """Return the body that was posted; see `Carrier.arrived`."""
        bodies = tuple(self._up)
        self._up.clear()
        if bodies:
            self._move()
        elif self._over:
            raise Gone
        return bodies

    def write(self, parts: Parts) -> None:
        """Queue bytes for the page's request; see `Carrier.write`."""
        if self._over:
            raise Gone
        self._down.append(b"".join(parts))
        self._move()

    async def drain(self) -> None:
        """Wait until the page's request has taken everything; see `Carrier.drain`."""
        while self._down and not self._over:
            await self._moved.wait()
        if self._over:
            raise Gone

    async def close(self, code: int, reason: str) -> None:
        """End the request; it carries no reason."""
        await self.aclose()

    # -- the two requests ------------------------------------------------------------------------

    async def push(self, body: bytes) -> None:
        """Take what the page posted, once the body before it was taken.

        Raises:
            Closed: the request ended.
        """
        while self._up and not self._over:
            await self._moved.wait()
        if self._over:
            raise Closed("Cannot push: the held request ended")
        self._up.append(body)
        self._move()

    # No generator: one that was never begun would not tell that the page is gone.
    def __aiter__(self) -> RequestCarrier:
        """Iterate over the body of the held request."""
        return self

    async def __anext__(self) -> bytes:
        while not self._down:
            if self._over:
                raise StopAsyncIteration
            await self._moved.wait()
        self._move()
        return self._down.popleft()

    async def aclose(self) -> None:
        """End both ways: the page is gone, or the connection is over."""
        self._over = True
        self._move()
