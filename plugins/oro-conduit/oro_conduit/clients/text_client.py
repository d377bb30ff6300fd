"""One client of version 1: a socket whose messages are frames of `frame_v1`.

What waits for the client is bounded; beyond, `deliver` is refused. A client that takes nothing for
`Limits.stall` seconds is closed.
"""

from __future__ import annotations

import logging
from collections import deque

import trio

from oro_conduit.carriers.carrier import Carrier, Gone
from oro_conduit.clients.messages import Messages
from oro_conduit.errors import GOING_AWAY, INTERNAL, NORMAL, POLICY, REPLACED, ProtocolError
from oro_conduit.wire import frame_v1
from oro_conduit.wire.headers import HeaderBlock
from oro_conduit.wire.limits import Limits
from oro_framework.errors import Denied, InvalidArgument
from oro_framework.requests import Caller

__all__ = ("TextClient",)

CLOSING = 2.0


class TextClient:
    """See the module. Loop thread."""

    max_payload = frame_v1.MAX_PAYLOAD

    def __init__(
        self, carrier: Carrier, client: str, caller: Caller, messages: Messages, limits: Limits, log: logging.Logger
    ) -> None:
        self.caller = caller
        self.client = client
        self._carrier = carrier
        self._messages = messages
        self._limits = limits
        self._log = log
        self._frames: deque[bytes] = deque()
        self._queued = 0
        self._wake = trio.Event()
        self._nursery: trio.Nursery | None = None
        self._why: tuple[int, str] = (GOING_AWAY, "")

    async def run(self) -> None:
        """Serve the client until it goes, breaks a rule, is replaced or closed; then tell it why."""
        try:
            self._messages.join(self.client, self)
            async with trio.open_nursery() as nursery:
                self._nursery = nursery
                nursery.start_soon(self._send)
                await self._read()
                nursery.cancel_scope.cancel()
        except Denied as error:
            self._why = (POLICY, error.message)
        finally:
            self._nursery = None
            self._messages.leave(self)
            with trio.CancelScope(shield=True), trio.move_on_after(CLOSING):
                await self._carrier.close(*self._why)

    def close(self, code: int = GOING_AWAY, reason: str = "") -> None:
        """End the connection soon."""
        self._why = (code, reason)
        if self._nursery is not None:
            self._nursery.cancel_scope.cancel()

    def deliver(self, client: str, headers: HeaderBlock, payload: bytes) -> bool:
        """Queue a message; see `Client.deliver`."""
        frame = frame_v1.encode({key: _primitive(key, value) for key, value in headers.items()}, payload)
        if self._nursery is None or self._queued + len(frame) > self._limits.queued:
            return False
        self._frames.append(frame)
        self._queued += len(frame)
        self._wake.set()
        return True

    def replaced(self, client: str) -> None:
        """End: a newer client has the same id."""
        self.close(REPLACED, "A newer client has this id")

    async def _read(self) -> None:
        try:
            while True:
                for data in await self._carrier.receive():
                    self._take(frame_v1.decode(data))
        except Gone:
            self._why = (NORMAL, "")
        except ProtocolError as error:
            self._why = (error.close, error.message)
            self._log.warning("Closed a client with %d: %s", error.close, error.message)
        except Exception:
            self._why = (INTERNAL, "The host failed")
            self._log.exception("Cannot go on with a client")

    def _take(self, message: frame_v1.TextMessage) -> None:
        headers: HeaderBlock = {key: frame_v1.primitive(text) for key, text in message.headers.items()}
        routed = "route" in headers or "to" in headers
        self._messages.take(self, self.client, message.headers if routed else headers, message.payload)

    async def _send(self) -> None:
        try:
            while True:
                while not self._frames:
                    self._wake = trio.Event()
                    await self._wake.wait()
                frame = self._frames.popleft()
                self._queued -= len(frame)
                self._carrier.write((frame,))
                with trio.move_on_after(self._limits.stall) as scope:
                    await self._carrier.drain()
                if scope.cancelled_caught:
                    self.close(POLICY, f"The client took nothing for {self._limits.stall:g} s")
        except Gone:
            self.close(NORMAL)


def _primitive(key: str, value: object) -> frame_v1.Primitive:
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise InvalidArgument(f'Cannot send header "{key[:64]}": version 1 carries text, numbers and words only')
