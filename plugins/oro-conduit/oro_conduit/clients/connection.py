"""One client of version 2, whatever carries it: what comes, what goes, and the calls between.

Rules
1. What came together is handled together, and what it was answered at once leaves in one message; after
   `SLICE` seconds all others have a turn.
2. A page that takes nothing for `Limits.stall` seconds is closed; no other client notices.
3. What had arrived when the way broke is handled before the connection ends.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from time import perf_counter

import trio

from oro_conduit.calls.kept_calls import KeptCalls
from oro_conduit.calls.offers import Offers
from oro_conduit.calls.page_call import PageCall
from oro_conduit.calls.page_calls import PageCalls
from oro_conduit.carriers.carrier import Carrier, Gone
from oro_conduit.errors import GOING_AWAY, INTERNAL, NORMAL, POLICY, ProtocolError
from oro_conduit.wire.headers import HeaderBlock, Value
from oro_conduit.wire.limits import Limits
from oro_conduit.wire.stream_events import Cancelled, Data, Event, Message, Opened, Pong
from oro_conduit.wire.streams import Multiplexer
from oro_framework.requests import Caller, Door

__all__ = ("Connection",)

CLOSING = 3.0
"""Seconds within which a connection is over, whatever the page does."""
SLICE = 0.0005
"""Seconds of handling before others have a turn."""
CATCH_UP = 64
"""Reads of a socket that make up for what the page had sent before it broke: more than a socket holds."""


class Connection:
    """See the module. Loop thread.

    Args:
        carrier: moves the bytes.
        caller: the page, by its ticket or by the request it holds.
        door: where calls are brought.
        calls: where calls are kept for resume.
        message: told of every message that belongs to no stream.
        offers: where large files wait for a page that fetches them over the scheme; None: it does not.
        limits: what the page may ask for.
        log: where the ends of connections are told.
    """

    def __init__(
        self,
        carrier: Carrier,
        caller: Caller,
        *,
        door: Door,
        calls: KeptCalls,
        message: Callable[[Connection, dict[str, Value], bytes], None],
        offers: Offers | None = None,
        limits: Limits,
        log: logging.Logger,
    ) -> None:
        self.caller = caller
        self.limits = limits
        self._carrier = carrier
        self._message = message
        self._log = log
        self._streams = Multiplexer(limits)
        self._calls = PageCalls(
            self._streams, caller, self._stir, door=door, kept=calls, offers=offers, limits=limits, log=log
        )
        self._events: Iterator[Event] = iter(())
        self._door = door
        self._handling = False
        self._flushing = False
        self._wake = trio.Event()
        self._nursery: trio.Nursery | None = None
        self._why: tuple[int, str] = (GOING_AWAY, "")
        self.open = True
        self.left: list[PageCall] = []
        """Calls that go on without the connection, once it ended."""

    # -- life ------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve the page until it goes, breaks a rule, or `close` is called; then tell it why."""
        try:
            async with trio.open_nursery() as nursery:
                self._nursery = self._calls.tasks = nursery
                nursery.start_soon(self._send)
                await self._read()
                self._cancel()
        finally:
            self.open = False
            self.left = self._calls.end()
            with trio.CancelScope(shield=True), trio.move_on_after(CLOSING):
                await self._carrier.close(*self._why)

    def close(self, code: int = GOING_AWAY, reason: str = "") -> None:
        """End the connection soon, and tell the page why; what was written before leaves before."""
        if self.open and self._nursery is not None:
            self._why = (code, reason)
            with suppress(Gone):
                self._pump()
            self._cancel()

    def _cancel(self) -> None:
        assert self._nursery is not None
        self.open = False
        self._nursery.cancel_scope.cancel()

    # -- what comes ------------------------------------------------------------------------------

    async def _read(self) -> None:
        try:
            while True:
                self._events = self._arriving(await self._carrier.receive())
                while self._handle(SLICE):
                    self._pump()
                    await trio.lowlevel.checkpoint()
                self._pump()
        except Gone:
            self._finish_reading()
        except ProtocolError as error:
            self._why = (error.close, error.message)
            self._log.warning("Closed a connection with %d: %s", error.close, error.message)
        except Exception:
            self._why = (INTERNAL, "The host failed")
            self._log.exception("Cannot go on with a connection")

    def _arriving(self, messages: Sequence[bytes]) -> Iterator[Event]:
        for message in messages:
            yield from self._streams.receive(message)

    def _handle(self, seconds: float = math.inf) -> bool:
        """Handle what has come, for about so long; tell whether there may be more."""
        self._handling = True
        end = perf_counter() + seconds
        try:
            for event in self._events:
                self._take(event)
                if perf_counter() > end:
                    return True
            return False
        finally:
            self._handling = False

    def catch_up(self, call: str) -> None:
        """Handle what has arrived and was not read; then forget a call that has not begun."""
        if self.open:
            self._finish_reading()
            self._calls.arrivals.withdraw(call)
            self._stir()

    def _finish_reading(self) -> None:
        try:
            for _ in range(CATCH_UP):
                self._handle()
                messages = self._carrier.arrived()
                if not messages:
                    return
                self._events = self._arriving(messages)
        except Gone:
            pass
        except ProtocolError as error:
            self.close(error.close, error.message)
        except Exception:
            self._log.exception("Cannot go on with a connection")
            self.close(INTERNAL, "The host failed")

    def _take(self, event: Event) -> None:
        if isinstance(event, Opened):
            self._calls.arrivals.opened(event)
        elif isinstance(event, Data):
            self._calls.data(event)
        elif isinstance(event, Cancelled):
            self._calls.cancelled(event.stream)
        elif isinstance(event, Message):
            self._message(self, event.headers, event.body)
        elif isinstance(event, Pong):
            self._calls.confirmed(event.payload)

    # -- what goes -------------------------------------------------------------------------------

    def send_message(self, headers: HeaderBlock, body: bytes) -> bool:
        """Queue a message; False when the connection is over or too much waits. Never blocks."""
        if not self.open or self._streams.queued + len(body) > self.limits.queued:
            return False
        self._streams.message(headers, body)
        self._stir()
        return True

    def _stir(self) -> None:
        """Send queued frames: once the frames that came are handled, once calls have begun, or by the sender."""
        if not (self._handling or self._flushing):
            self._flushing = self._door.when_begun(self._flush)
            if not self._flushing:
                self._wake.set()

    def _flush(self) -> None:
        """Send what calls have answered that began together."""
        self._flushing = False
        try:
            self._pump()
        except Gone:
            self._lost()

    def _pump(self) -> None:
        """Send what waits, as far as the carrier takes it without waiting.

        Raises:
            Gone: the page is gone.
        """
        while self.open and not self._carrier.full and (batch := self._streams.parts()):
            self._carrier.write(batch)
            self._calls.after_batch()
        if self._carrier.full:
            self._wake.set()

    async def _send(self) -> None:
        """Send what others queue, and wait for the carrier when it is full."""
        try:
            while self.open:
                self._pump()
                if not self._carrier.full:
                    self._wake = trio.Event()
                    await self._wake.wait()
                    continue
                with trio.move_on_after(self.limits.stall) as scope:
                    await self._carrier.drain()
                if scope.cancelled_caught:
                    self.close(POLICY, f"The page took nothing for {self.limits.stall:g} s")
        except Gone:
            self._lost()

    def _lost(self) -> None:
        """Handle what had arrived when the connection broke, and end it."""
        self._finish_reading()
        self.close(NORMAL)
