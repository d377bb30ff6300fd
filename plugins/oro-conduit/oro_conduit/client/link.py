"""One connection to an app: frames over a WebSocket, and the calls on it.

Rules
1. What is written in one turn of the loop leaves together.
2. A call that is given up is cancelled in the app; nothing is waited for.
3. When the connection ends, every call on it is told.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection

from oro_conduit.client.answer import Opening
from oro_conduit.client.exchange import Exchange
from oro_conduit.errors import ABNORMAL, ProtocolError
from oro_conduit.wire.limits import Limits
from oro_conduit.wire.outgoing import TURN, WIDE
from oro_conduit.wire.stream_events import Answered, Cancelled, Data, Failed, Head
from oro_conduit.wire.streams import Multiplexer

__all__ = ("MAX_MESSAGE", "STREAMS", "Link")

STREAMS = 1000
"""Calls and streams at once; further ones wait."""
HIGH = 128 * 1024
"""A writer waits while this many bytes of its stream wait."""
MAX_MESSAGE = (16 << 20) + (1 << 16)
LAST = 0xFFFFFFF0
"""Ids of streams end there; another connection begins again."""
CLOSING = 1.0


class Link:
    """See the module.

    Args:
        websocket: past its handshake.
        stream: what carries it.
    """

    def __init__(self, websocket: WebSocketConnection, stream: trio.SocketStream) -> None:
        self._websocket = websocket
        self._stream = stream
        self._streams = Multiplexer(Limits(unread=(STREAMS + 1) * 2 * WIDE), role="page")
        self._exchanges: dict[int, Exchange] = {}
        self._wake = trio.Event()
        self._sending = trio.Lock()
        self._token = trio.lowlevel.current_trio_token()
        self.over = False
        self.code = ABNORMAL
        """The code with which the app closed."""
        self.reason = ""

    async def run(self) -> None:
        """Serve the calls until the connection ends."""
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._send)
                await self._receive()
                nursery.cancel_scope.cancel()
        finally:
            self._lose()
            await trio.aclose_forcefully(self._stream)

    async def close(self) -> None:
        """Give every call up, and close; takes a second at most."""
        for exchange in tuple(self._exchanges.values()):
            self.cancel(exchange)
            exchange.lose()
        with trio.CancelScope(shield=True), trio.move_on_after(CLOSING):
            with suppress(ConnectionClosed):
                await self._flush()
            await self._websocket.aclose()

    # -- calls -----------------------------------------------------------------------------------

    def open(self, opening: Opening, call: str = "", *, duplex: bool = False) -> Exchange:
        """Begin a call.

        Args:
            opening: the call.
            call: id by which its answer is asked for when the connection breaks; none for streams.
            duplex: more of the body follows by `write`.

        Raises:
            TooLarge, InvalidArgument: it has no form on the wire.
        """
        exchange = Exchange(self._granted)
        block: dict[str, Any] = {"url": opening.url, "method": opening.method, "headers": opening.headers}
        if call:
            block["call"] = call
        whole = len(opening.body) <= TURN
        body = opening.body if whole else b""
        stream = exchange.stream = self._streams.open(block, body, end=whole and not duplex, duplex=duplex)
        self._exchanges[stream] = exchange
        if not whole:
            self._streams.write(stream, opening.body)
            if not duplex:
                self._streams.end(stream)
        self._wake.set()
        if stream >= LAST:
            self.over = True
        return exchange

    def cancel(self, exchange: Exchange) -> None:
        """Give a call up, if it is not over."""
        if self._exchanges.pop(exchange.stream, None) is not None:
            self._streams.cancel(exchange.stream)
            self._wake.set()

    def cancel_soon(self, exchange: Exchange) -> None:
        """Give a call up, from any thread."""
        with suppress(trio.RunFinishedError):
            self._token.run_sync_soon(self.cancel, exchange)

    async def write(self, exchange: Exchange, data: bytes) -> bool:
        """Queue bytes and wait until there is room for more; return whether the stream takes more.

        If cancelled, the bytes were queued.
        """
        if exchange.stream not in self._streams:
            return False
        self._streams.write(exchange.stream, data)
        self._wake.set()
        while self._streams.pending(exchange.stream) > HIGH:
            exchange.room = trio.Event()
            await exchange.room.wait()
        return exchange.stream in self._streams

    def end(self, exchange: Exchange) -> None:
        """Say that no more bytes follow."""
        self._streams.end(exchange.stream)
        self._wake.set()

    def _granted(self, exchange: Exchange, size: int) -> None:
        self._streams.taken(exchange.stream, size)
        if self._streams.outgoing.waiting():
            self._wake.set()

    # -- the wire --------------------------------------------------------------------------------

    async def _receive(self) -> None:
        try:
            while True:
                data = await self._websocket.get_message()
                if isinstance(data, str):
                    raise ProtocolError("not-binary", "Cannot take text: messages are binary")
                for event in self._streams.receive(data):
                    if isinstance(event, (Head, Answered, Data, Failed, Cancelled)):
                        self._take(event)
                if self._streams.outgoing.waiting():
                    self._wake.set()
        except ConnectionClosed as error:
            if error.reason is not None:
                self.code, self.reason = error.reason.code, error.reason.reason or ""
        except ProtocolError as error:
            self.code, self.reason = error.close, error.message
            with trio.move_on_after(CLOSING):
                await self._websocket.aclose(error.close, error.message[:100])

    def _take(self, event: Head | Answered | Data | Failed | Cancelled) -> None:
        exchange = self._exchanges.get(event.stream)
        if exchange is None:
            return
        exchange.take(event)
        if exchange.ended:
            del self._exchanges[event.stream]

    async def _send(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                self._wake = trio.Event()
                await self._flush()
                if self.over:
                    # No id is left; another connection takes up the calls that are on their way.
                    await self._websocket.aclose()
                    return
                await self._wake.wait()

    async def _flush(self) -> None:
        async with self._sending:
            outgoing = self._streams.outgoing
            while batch := self._streams.take():
                await self._websocket.send_message(batch)
                for queue in outgoing.relieved:
                    if queue.pending <= HIGH and (exchange := self._exchanges.get(queue.id)) is not None:
                        exchange.room.set()
                outgoing.relieved.clear()
                outgoing.ended.clear()

    def _lose(self) -> None:
        self.over = True
        exchanges, self._exchanges = self._exchanges, {}
        for exchange in exchanges.values():
            exchange.lose()
