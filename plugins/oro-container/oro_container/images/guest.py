"""`Guest`, one long-lived process that answers requests in frames."""

from __future__ import annotations

import logging
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import trio

from oro_container.core.gateway.errors import GatewayError
from oro_container.core.gateway.frames import PROTOCOL, WINDOW, Frame, FrameDecoder, Kind, encode, encode_json
from oro_container.core.gateway.head import head_of
from oro_container.core.gateway.request import Head
from oro_framework.errors import Broken, Closed

__all__ = ("Exchange", "Guest", "GuestFailed", "GuestProcess")

_LAST_WORDS = 1.0
"""Seconds in which the error output of a guest that could not start is waited for."""
_MOST_SAID = 3
_MOST_TIMERS = 20_000
_PART = 1 << 16


class GuestProcess(Protocol):
    """A process with pipes, as containers spawn it."""

    async def write(self, data: bytes) -> None:
        """Write to its standard input."""

    async def take(self, fd: int) -> bytes:
        """Return the next bytes of its output (1) or error output (2), none at the end."""

    async def kill(self) -> None:
        """End it."""


class GuestFailed(Broken):
    """A guest ended, or said that it has no answer."""


class Exchange:
    """One request of a guest and its answer."""

    def __init__(self, guest: Guest, stream: int) -> None:
        self._guest = guest
        self._stream = stream
        self._send, self._receive = trio.open_memory_channel[Frame](math.inf)
        self._waiting = 0
        self._taken = trio.Event()
        self.ended = trio.Event()
        """Set once the guest has said END or FAIL, or is gone."""
        self.left = False
        """Whether the client is gone."""

    async def write(self, data: bytes) -> None:
        """Hand on a part of the body."""
        for at in range(0, len(data), _PART):
            await self._guest.send(encode(Kind.BODY, self._stream, data[at : at + _PART]))

    async def end(self) -> None:
        """Say that the body is whole."""
        await self._guest.send(encode(Kind.END, self._stream))

    async def head(self) -> Head:
        """Wait for the status and the headers.

        Raises:
            GuestFailed: there is no answer.
        """
        frame = await self._next()
        if frame is None or frame.kind is not Kind.HEAD:
            raise GuestFailed("Cannot answer: the guest began its answer without a head")
        try:
            return head_of(frame.json())
        except GatewayError as error:
            raise GuestFailed(str(error)) from None

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the parts of the answer.

        Raises:
            GuestFailed: the answer breaks off.
        """
        while (frame := await self._next()) is not None:
            yield frame.payload

    async def _next(self) -> Frame | None:
        try:
            frame = await self._receive.receive()
        except trio.EndOfChannel:
            raise GuestFailed(f"Cannot answer: {self._guest.name} ended") from None
        if frame.kind is Kind.END:
            return None
        if frame.kind is Kind.FAIL:
            raise GuestFailed(f"Cannot answer: {self._guest.name}: {frame.json().get('message', '')}")
        if frame.kind is Kind.BODY:
            await self._credit(len(frame.payload))
        return frame

    async def _credit(self, size: int) -> None:
        self._waiting -= size
        self._taken.set()
        if not self.ended.is_set():
            await self._guest.send(encode(Kind.CREDIT, self._stream, size.to_bytes(4)))

    async def accept(self, frame: Frame) -> None:
        """Keep a frame of the answer; wait while the client is behind, which holds the guest back."""
        if not self.left:
            self._send.send_nowait(frame)
            self._waiting += len(frame.payload) if frame.kind is Kind.BODY else 0
        if frame.kind in (Kind.END, Kind.FAIL):
            self.finish()
        while self._waiting > WINDOW and not self.left:
            self._taken = trio.Event()
            await self._taken.wait()

    def finish(self) -> None:
        """Say that nothing comes after what is kept."""
        self.ended.set()
        self._send.close()

    def leave(self) -> None:
        """Keep nothing more of the answer."""
        self.left = True
        self._taken.set()


class Guest:
    """A guest that runs.

    Args:
        process: its process.
        log: the log for what it writes to its error output.
    """

    def __init__(self, process: GuestProcess, log: logging.Logger) -> None:
        self._process = process
        self._log = log
        self._exchanges: dict[int, Exchange] = {}
        self._streams = 0
        self._writing = trio.Lock()
        self._timers: trio.Nursery | None = None
        self._said: list[str] = []
        self._sleeping = 0
        self.name = "the guest"
        self.concurrency = 0
        """Requests it takes at once."""
        self.asked = 0
        """Requests it was asked so far."""
        self.reserved = 0
        """Requests it is to be asked, or is asked."""
        self.gone = False

    @property
    def free(self) -> int:
        """How many more requests it takes now."""
        return 0 if self.gone else self.concurrency - self.reserved

    async def run(self, ready: Callable[[], None]) -> None:
        """Read what it says until it ends. If cancelled, it is killed.

        Args:
            ready: called once it takes requests.

        Raises:
            GuestFailed: it ended before it was ready.
        """
        try:
            async with trio.open_nursery() as nursery:
                self._timers = nursery
                nursery.start_soon(self._log_errors)
                await self._read(ready)
                if not self.concurrency:
                    nursery.cancel_scope.deadline = trio.current_time() + _LAST_WORDS
                else:
                    nursery.cancel_scope.cancel()
        finally:
            self.gone = True
            for exchange in list(self._exchanges.values()):
                exchange.finish()
            with trio.CancelScope(shield=True):
                await self._process.kill()
        if not self.concurrency:
            said = "; ".join(self._said) or "it said nothing"
            raise GuestFailed(f"Cannot start the guest: it ended before it was ready: {said}")

    async def send(self, data: bytes) -> None:
        """Write frames; what cannot be written to a guest that is gone is lost with it."""
        if self.gone:
            return
        try:
            async with self._writing:
                # Half a frame would put the guest out of step, and all its other requests with it.
                with trio.CancelScope(shield=True):
                    await self._process.write(data)
        except (Broken, Closed, OSError, trio.BrokenResourceError, trio.ClosedResourceError):
            return

    @asynccontextmanager
    async def asking(self, told: dict[str, object], *, grace: float = 1.0) -> AsyncIterator[Exchange]:
        """Ask it; a block that ends before the answer does cancels the request.

        Args:
            told: the payload of REQUEST.
            grace: seconds that a cancelled request may take to end before the guest is killed.
        """
        self._streams += 1
        self.asked += 1
        stream = self._streams
        exchange = self._exchanges[stream] = Exchange(self, stream)
        try:
            await self.send(encode_json(Kind.REQUEST, stream, told))
            yield exchange
        finally:
            exchange.leave()
            if not exchange.ended.is_set():
                with trio.CancelScope(shield=True):
                    with trio.move_on_after(grace) as scope:
                        await self.send(encode(Kind.CANCEL, stream))
                        await exchange.ended.wait()
                    if scope.cancelled_caught:
                        await self.kill()
            del self._exchanges[stream]

    async def kill(self) -> None:
        """End it at once."""
        self.gone = True
        await self._process.kill()

    async def _read(self, ready: Callable[[], None]) -> None:
        decoder = FrameDecoder()
        try:
            while data := await self._process.take(1):
                for frame in decoder.feed(data):
                    if not self.concurrency:
                        self._welcome(frame)
                        ready()
                    else:
                        await self._take(frame)
        except GatewayError as error:
            self._log.error("%s; it is ended", error)

    def _welcome(self, frame: Frame) -> None:
        told = frame.json() if frame.kind is Kind.READY else {}
        concurrency = told.get("concurrency")
        if told.get("protocol") != PROTOCOL or not isinstance(concurrency, int) or concurrency < 1:
            raise GatewayError(f"Cannot use the guest: it does not begin with READY of protocol {PROTOCOL}")
        self.name, self.concurrency = str(told.get("name", self.name)), concurrency

    async def _take(self, frame: Frame) -> None:
        if frame.kind is Kind.TIMER:
            if self._sleeping >= _MOST_TIMERS:
                raise GatewayError(f"Cannot set a timer: {self.name} has {_MOST_TIMERS} already")
            assert self._timers is not None
            self._sleeping += 1
            self._timers.start_soon(self._wake, frame.stream, frame.number() / 1000)
        elif frame.kind is Kind.LOG:
            self._tell(frame)
        elif (exchange := self._exchanges.get(frame.stream)) is not None:
            await exchange.accept(frame)

    async def _wake(self, timer: int, pause: float) -> None:
        await trio.sleep(pause)
        self._sleeping -= 1
        await self.send(encode(Kind.WAKE, timer))

    def _tell(self, frame: Frame) -> None:
        told = frame.json()
        level = {"error": logging.ERROR, "warn": logging.WARNING, "debug": logging.DEBUG}.get(str(told.get("level")))
        self._log.log(level or logging.INFO, "%s: %s", self.name, str(told.get("text", ""))[:4000])

    async def _log_errors(self) -> None:
        rest = b""
        while data := await self._process.take(2):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                if len(self._said) < _MOST_SAID:
                    self._said.append(line.decode("utf-8", "replace")[:400].strip())
                self._log.warning("%s: %s", self.name, line.decode("utf-8", "replace")[:4000])
            rest = rest[:4000]
