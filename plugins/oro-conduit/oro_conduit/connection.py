"""One client of version 2, whatever carries it: a reader, a sender, and the calls between.

Rules
1. A call is opened at the host's door once its body is whole, or at once when it goes both ways.
2. While more than `Limits.queued` waits for the page, further calls wait their turn.
3. A page that takes nothing for `Limits.stall` seconds is closed; no other client notices.
4. Answers are kept until the page is known to have them: a ping that went after an answer was answered.
5. When the connection ends, calls go on without it, for `Limits.keep` seconds; streams are cut off.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from functools import lru_cache

import trio

from oro_conduit.calls import Calls, Incoming, PageCall
from oro_conduit.carriers import Carrier, Gone
from oro_conduit.errors import GOING_AWAY, INTERNAL, NORMAL, POLICY, ProtocolError
from oro_conduit.files import BLOCK, read_block
from oro_conduit.headers import HeaderBlock, Value, encode_headers
from oro_conduit.limits import Limits
from oro_conduit.sent import Unconfirmed
from oro_conduit.streams import Cancelled, Data, Event, Message, Multiplexer, Opened, Pong
from oro_framework.carrier import Caller, Door, FileSlice, Head, Request, parse_target
from oro_framework.errors import Closed, InvalidArgument, OroError, TooLarge

__all__ = ("Connection",)

HIGH = 128 * 1024
"""A writer waits while this many bytes of its stream wait."""
CLOSING = 2.0
"""Seconds a page has to answer that it closes."""


class Connection:
    """See the module. Loop thread.

    Args:
        carrier: moves the bytes.
        caller: who the page is, by its ticket or by the request it holds.
        door: where calls are brought.
        calls: where calls are kept for resume.
        message: told of every message that belongs to no stream.
        limits: what the page may ask for.
        log: where the ends of connections are told.
    """

    def __init__(
        self,
        carrier: Carrier,
        caller: Caller,
        *,
        door: Door,
        calls: Calls,
        message: Callable[[Connection, dict[str, Value], bytes], None],
        limits: Limits,
        log: logging.Logger,
    ) -> None:
        self.caller = caller
        self.limits = limits
        self._carrier = carrier
        self._door = door
        self._kept = calls
        self._message = message
        self._log = log
        self._streams = Multiplexer(limits)
        self._calls: dict[int, PageCall] = {}
        self._gathering: dict[int, tuple[Opened, bytearray]] = {}
        self._gathered = 0
        self._waiting: deque[tuple[Opened, bytes]] = deque()
        self._writers: dict[int, trio.Event] = {}
        self._wake = trio.Event()
        self._nursery: trio.Nursery | None = None
        self._why: tuple[int, str] = (GOING_AWAY, "")
        self._sent = Unconfirmed(limits.queued)
        self._sending = trio.CancelScope()
        self.open = True
        self.left: list[PageCall] = []
        """Calls that go on without the connection, once it ended."""

    # -- life ------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve the page until it goes, breaks a rule, or `close` is called; then tell it why."""
        try:
            async with trio.open_nursery() as nursery:
                self._nursery = nursery
                nursery.start_soon(self._send)
                await self._read()
                self._cancel()
        finally:
            self.open = False
            self._end()
            with trio.CancelScope(shield=True), trio.move_on_after(CLOSING):
                await self._carrier.close(*self._why)

    def close(self, code: int = GOING_AWAY, reason: str = "") -> None:
        """End the connection soon, and tell the page why."""
        if self.open and self._nursery is not None:
            self._why = (code, reason)
            self._cancel()

    def _cancel(self) -> None:
        """Let the message on its way go out whole, so that what follows it, the reason, can be read."""
        assert self._nursery is not None
        self.open = False
        self._sending.deadline = min(self._sending.deadline, trio.current_time() + CLOSING)
        self._nursery.cancel_scope.cancel()

    def _end(self) -> None:
        """Cut off what cannot go on; what the page may ask for is `left`."""
        for event in self._writers.values():
            event.set()
        self.left = [call for call in (*self._calls.values(), *self._sent.take()) if call.detach()]
        self._calls.clear()
        self._gathering.clear()
        self._waiting.clear()

    # -- what comes ------------------------------------------------------------------------------

    async def _read(self) -> None:
        try:
            while True:
                data = await self._carrier.receive()
                for event in self._streams.receive(data):
                    self._handle(event)
                self._wake.set()
        except Gone:
            pass
        except ProtocolError as error:
            self._why = (error.close, error.message)
            self._log.warning("Closed a connection with %d: %s", error.close, error.message)
        except Exception:
            self._why = (INTERNAL, "The host failed")
            self._log.exception("Cannot go on with a connection")

    def _handle(self, event: Event) -> None:
        if isinstance(event, Opened):
            self._opened(event)
        elif isinstance(event, Data):
            self._data(event)
        elif isinstance(event, Cancelled):
            self._cancelled(event.stream)
        elif isinstance(event, Message):
            self._message(self, event.headers, event.body)
        elif isinstance(event, Pong):
            self._confirmed(event.payload)

    def _opened(self, event: Opened) -> None:
        if event.duplex or event.end:
            self._wait_or_begin(event, event.body)
        else:
            self._gathering[event.stream] = (event, bytearray())
            self._data(Data(event.stream, event.body, False))

    def _data(self, event: Data) -> None:
        gathering = self._gathering.get(event.stream)
        if gathering is None:
            call = self._calls.get(event.stream)
            if call is not None and call.incoming is not None:
                call.incoming.put(event.data, event.end)
            return
        opened, body = gathering
        body += event.data
        self._gathered += len(event.data)
        self._streams.taken(event.stream, len(event.data))
        if self._gathered > self.limits.unread:
            self._discard(event.stream)
            message = f"Cannot take a body: bodies of more than {self.limits.unread} bytes are on their way"
            self._streams.fail(event.stream, _failure(TooLarge(message)))
        elif event.end:
            self._discard(event.stream)
            self._wait_or_begin(opened, bytes(body))

    def _discard(self, stream: int) -> None:
        found = self._gathering.pop(stream, None)
        if found is not None:
            self._gathered -= len(found[1])

    def _cancelled(self, stream: int) -> None:
        self._discard(stream)
        if (writer := self._writers.pop(stream, None)) is not None:
            writer.set()
        if (call := self._calls.pop(stream, None)) is not None:
            self._kept.forget(call)
            call.abort()

    # -- calls -----------------------------------------------------------------------------------

    def _wait_or_begin(self, event: Opened, body: bytes) -> None:
        if self._waiting or self._streams.queued > self.limits.queued:
            self._waiting.append((event, body))
        else:
            self._begin(event, body)

    def _begin_waiting(self) -> None:
        while self._waiting and self._streams.queued <= self.limits.queued:
            event, body = self._waiting.popleft()
            if event.stream in self._streams:
                self._begin(event, body)

    def _begin(self, event: Opened, body: bytes) -> None:
        stream = event.stream
        incoming = None
        if event.duplex:
            incoming = Incoming(self, stream)
            incoming.put(body, event.end)
            body = b""
        else:
            self._streams.taken(stream, len(event.body) if event.end else 0)
        try:
            request = _request(event.headers, body, self.caller)
        except OroError as error:
            self._streams.fail(stream, _failure(error))
            return
        request.incoming = incoming
        id = event.headers.get("call")
        call = PageCall(self, stream, id if isinstance(id, str) else "", incoming)
        self._calls[stream] = call
        self._kept.add(call)
        call.exchange = self._door.open(request, call)

    def taken(self, stream: int, size: int) -> None:
        """Grant a page as many bytes again as a handler took."""
        if size:
            self._streams.taken(stream, size)
            self._wake.set()

    def answer(self, call: PageCall, head: Head, body: bytes) -> None:
        """Send a whole answer."""
        self._streams.answer(call.stream_id, _head(head), body)
        self._wake.set()

    def begin(self, call: PageCall, head: Head) -> Writer:
        """Send the head of an answer whose body follows."""
        self._streams.head(call.stream_id, _head(head))
        self._wake.set()
        return Writer(self, call.stream_id)

    def send_file(self, call: PageCall, head: Head, file: FileSlice) -> None:
        """Send a file as the page takes it."""
        assert self._nursery is not None
        call.reading = trio.CancelScope()
        self._nursery.start_soon(self._send_file, call, self.begin(call, head), file)

    async def _send_file(self, call: PageCall, writer: Writer, file: FileSlice) -> None:
        assert call.reading is not None
        at, end = file.offset, file.offset + file.length
        try:
            with call.reading:
                while at < end and (block := await read_block(file.fd, min(BLOCK, end - at), at)):
                    at += len(block)
                    await writer.write(block)
                (writer.close if at == end else writer.abort)()
        except Closed:
            pass
        except OSError as error:
            self._log.warning("Cannot read a file for a page: %s", error)
            writer.abort()
        finally:
            call.reading = None
            if call.lost:
                call.close()

    async def write(self, stream: int, data: bytes) -> None:
        """Queue body bytes of a stream and wait until it has room for more.

        Raises:
            Closed: the stream is over. If cancelled, the bytes were queued.
        """
        if not self.open or stream not in self._streams:
            raise Closed("Cannot write: the page gave the stream up, or its connection ended")
        self._streams.write(stream, data)
        self._wake.set()
        while self._streams.pending(stream) > HIGH:
            event = self._writers.setdefault(stream, trio.Event())
            await event.wait()
            if not self.open or stream not in self._streams:
                raise Closed("Cannot write: the page gave the stream up, or its connection ended")

    def finish(self, stream: int, error: OroError | None = None) -> None:
        """End a stream, well or with an error."""
        if error is None:
            self._streams.end(stream)
        else:
            self._streams.fail(stream, _failure(error))
        self._wake.set()

    def send_message(self, headers: HeaderBlock, body: bytes) -> bool:
        """Queue a message; False when the connection is over or too much waits. Never blocks."""
        if not self.open or self._streams.queued + len(body) > self.limits.queued:
            return False
        self._streams.message(headers, body)
        self._wake.set()
        return True

    # -- what goes -------------------------------------------------------------------------------

    async def _send(self) -> None:
        outgoing = self._streams.outgoing
        try:
            while self.open:
                batch = self._streams.take()
                if not batch:
                    self._wake = trio.Event()
                    await self._wake.wait()
                    continue
                deadline = trio.current_time() + self.limits.stall
                with trio.CancelScope(shield=True, deadline=deadline) as self._sending:
                    await self._carrier.send(batch)
                if self._sending.cancelled_caught:
                    self.close(POLICY, f"The page took nothing for {self.limits.stall:g} s")
                for queue in outgoing.relieved:
                    if queue.pending <= HIGH and (writer := self._writers.pop(queue.id, None)) is not None:
                        writer.set()
                outgoing.relieved.clear()
                if outgoing.ended:
                    self._answered(outgoing.ended)
                    outgoing.ended.clear()
                if self._waiting:
                    self._begin_waiting()
        except Gone:
            self.close(NORMAL)

    def _answered(self, streams: list[int]) -> None:
        for stream in streams:
            if (call := self._calls.pop(stream, None)) is not None:
                self._sent.add(call)
        self._ask()

    def _ask(self) -> None:
        if (mark := self._sent.ask()) is not None:
            self._streams.ping(mark)

    def _confirmed(self, mark: bytes) -> None:
        for call in self._sent.confirmed(mark):
            self._kept.forget(call)
            call.close()
        self._ask()


class Writer:
    """The open end of a streamed answer (`BodyWriter`)."""

    __slots__ = ("_connection", "_stream")

    def __init__(self, connection: Connection, stream: int) -> None:
        self._connection = connection
        self._stream = stream

    async def write(self, chunk: bytes) -> None:
        """Queue a chunk and wait until the stream has room; see `Connection.write`."""
        await self._connection.write(self._stream, chunk)

    def close(self) -> None:
        """End the body."""
        self._connection.finish(self._stream)

    def abort(self) -> None:
        """Break the body off."""
        self._connection.finish(self._stream, _CutOff("Cannot read the rest: the answer broke off"))


class _CutOff(OroError):
    code = "ERR_CUT_OFF"
    type = "NetworkError"


def _request(headers: dict[str, Value], body: bytes, caller: Caller) -> Request:
    url, method, pairs = headers.get("url"), headers.get("method", "GET"), headers.get("headers", ())
    if not isinstance(url, str) or not isinstance(method, str) or not isinstance(pairs, tuple):
        raise InvalidArgument("Cannot open a stream: `url` and `method` are text, `headers` a list of pairs")
    target = parse_target(url)
    if target.scheme != "ipc":
        raise InvalidArgument(f'Cannot open "{url[:200]}": Conduit carries ipc: only')
    return Request(
        target=target,
        method=method,
        headers=[(name.lower(), value) for name, value in pairs],
        body=body,
        caller=caller,
    )


def _head(head: Head) -> bytes:
    return _encoded_head(head.status, tuple(head.headers))


@lru_cache(maxsize=256)
def _encoded_head(status: int, headers: tuple[tuple[str, str], ...]) -> bytes:
    return encode_headers({"status": status, "headers": headers})


def _failure(error: OroError) -> HeaderBlock:
    err = error.as_err()
    return {"message": str(err["message"]), "type": str(err["type"]), "code": err["code"]}
