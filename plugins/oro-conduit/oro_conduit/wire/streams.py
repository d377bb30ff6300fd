"""Many exchanges over one connection: who may send what, and when. Sans-IO: bytes in, events out, batches out.

Rules
1. The page opens streams with odd ids that grow; the host opens none. An id is used once on a connection.
2. Each direction of a stream begins with 256 KiB of credit. The bodies of OPEN and DATA use it; what the
   reader took is granted again, and once that is as much as it began with, the credit is widened to 1 MiB: less
   would be used up before the grant arrives. ANSWER, up to 64 KiB of body, and frames without body use none.
3. A stream is over when the answerer ended its direction, or either side cancelled. What still comes for a
   stream that is over is dropped; what comes for one that never was is a protocol error.
4. Frames leave in the order of `outgoing`.
5. Any bytes are events or a `ProtocolError`; nothing else is raised.

| state at the host | OPEN | DATA | END | CANCEL | CREDIT | we answer |
|---|---|---|---|---|---|---|
| never opened | → open, or half with END | error | error | error | error | |
| open | error | stays; with END → half | → half | → over | stays | → over |
| half: the page ended | error | error | error | → over | stays | → over |
| over | error | dropped | dropped | dropped | dropped | |

The other end of the same rules, `role="page"`, is there for tests: it opens, and gets HEAD, DATA, END, ANSWER
and ERROR.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from oro_conduit.errors import POLICY, ProtocolError
from oro_conduit.wire import frame_v2
from oro_conduit.wire.frame_v2 import DUPLEX, END, Decoder, Frame, Kind, block
from oro_conduit.wire.headers import HeaderBlock
from oro_conduit.wire.limits import Limits
from oro_conduit.wire.outgoing import WIDE, WINDOW, Outgoing, Queue
from oro_conduit.wire.stream_events import Answered, Cancelled, Data, Event, Failed, Head, Message, Opened, Pong

__all__ = ("Multiplexer",)

SMALL = 64 * 1024
"""The largest body of an ANSWER."""
GRANT, WIDE_GRANT = WINDOW // 4, WIDE // 4
"""Bytes taken are granted again once they are this many, of a stream that has so much credit."""
_MAX_CREDIT = (1 << 31) - 1


class _Stream:
    """One exchange, from its OPEN until it is over."""

    __slots__ = ("allowed", "ended", "queue", "read", "taken", "unread")

    def __init__(self, id: int) -> None:
        self.queue = Queue(id)
        self.allowed = WINDOW
        """Bytes the other side may still send."""
        self.unread = 0
        self.taken = 0
        """Bytes that were read and not yet granted again."""
        self.read = 0
        """Bytes that were read until the credit was widened."""
        self.ended = False
        """The other side ended its direction."""


class Multiplexer:
    """One end of a connection. After a `ProtocolError` it is of no more use.

    Args:
        limits: what the other side may ask for.
        role: `host` answers, `page` opens.
    """

    def __init__(self, limits: Limits | None = None, role: Literal["host", "page"] = "host") -> None:
        self.limits = limits or Limits()
        self.outgoing = Outgoing()
        self.unread = 0
        """Bytes that came and were not yet taken."""
        self._decoder = Decoder(self.limits.frame)
        self._streams: dict[int, _Stream] = {}
        self._last = -1 if role == "page" else 0
        self._answers = role == "host"

    def __len__(self) -> int:
        return len(self._streams)

    def __contains__(self, stream: int) -> bool:
        return stream in self._streams

    @property
    def queued(self) -> int:
        """Bytes that wait to be sent and that no credit holds back."""
        return self.outgoing.queued

    def pending(self, stream: int) -> int:
        """Return how many body bytes of a stream wait to be sent; none for one that is over."""
        found = self._streams.get(stream)
        return 0 if found is None else found.queue.pending

    def take(self) -> bytes:
        """Return the next batch to send, put together; see `parts`."""
        return b"".join(self.parts())

    def parts(self) -> Sequence[bytes | memoryview]:
        """Return the next batch to send, in parts; empty when nothing can go.

        `outgoing.ended` then names the streams whose last frame it holds, `outgoing.relieved` those it has
        body bytes of; both are the caller's to clear.
        """
        batch = self.outgoing.take()
        if self._answers:
            for id in self.outgoing.ended:
                if (stream := self._streams.pop(id, None)) is not None:
                    self._settle(stream)
        return batch

    # -- what comes ------------------------------------------------------------------------------

    def receive(self, data: bytes) -> Iterator[Event]:
        """Yield what some bytes mean; take every event before receiving more.

        Raises:
            ProtocolError: the other side broke a rule or went over a limit; what was yielded before is good.
        """
        for frame in self._decoder.feed(data):
            event = self._receive(frame)
            if event is not None:
                yield event

    def _receive(self, frame: Frame) -> Event | None:
        kind = frame.kind
        if kind == Kind.OPEN:
            return self._opened(frame)
        if not frame.stream:
            return self._unnumbered(frame)
        stream = self._streams.get(frame.stream)
        if stream is None:
            self._check_over(frame)
            return None
        if kind == Kind.DATA:
            return self._data(stream, frame)
        if kind == Kind.CREDIT:
            self._credit(stream, frame)
            return None
        if kind == Kind.CANCEL:
            self._forget(frame.stream)
            return Cancelled(frame.stream)
        if kind == Kind.END:
            return self._data(stream, frame)
        return self._answer(frame)

    def _opened(self, frame: Frame) -> Opened:
        id = frame.stream
        if not self._answers or id % 2 == 0:
            raise ProtocolError("bad-stream", f"Cannot open stream {id}: the page opens streams, with odd ids")
        if id <= self._last:
            raise ProtocolError("reused-stream", f"Cannot open stream {id}: ids grow, and {self._last} was opened")
        if len(self._streams) >= self.limits.streams:
            message = f"Cannot open stream {id}: {len(self._streams)} are open, the limit is {self.limits.streams}"
            raise ProtocolError("too-many-streams", message, POLICY)
        headers, body = block(frame)
        self._last = id
        stream = self._streams[id] = _Stream(id)
        stream.ended = bool(frame.flags & END)
        self._arrived(stream, len(body))
        return Opened(id, headers, body, stream.ended, bool(frame.flags & DUPLEX))

    def _unnumbered(self, frame: Frame) -> Event | None:
        if frame.kind == Kind.MESSAGE:
            return Message(*block(frame))
        if frame.kind == Kind.PONG:
            return Pong(frame.payload)
        if self.queued + len(frame.payload) > self.limits.queued:
            raise ProtocolError("too-much-queued", "Cannot answer a ping: too much waits to be sent", POLICY)
        self.outgoing.first(frame_v2.encode(Kind.PONG, 0, frame.payload))
        return None

    def _check_over(self, frame: Frame) -> None:
        """Let a frame of a stream that is over pass; refuse one of a stream that never was."""
        if frame.stream % 2 == 0 or frame.stream > self._last:
            raise ProtocolError("unknown-stream", f"Cannot take {Kind(frame.kind).name}: no stream {frame.stream}")

    def _data(self, stream: _Stream, frame: Frame) -> Data:
        if stream.ended:
            raise ProtocolError("after-end", f"Cannot take more of stream {frame.stream}: it was ended")
        self._arrived(stream, len(frame.payload))
        stream.ended = frame.kind == Kind.END or bool(frame.flags & END)
        if stream.ended and not self._answers:
            self._forget(frame.stream)
        return Data(frame.stream, frame.payload, stream.ended)

    def _arrived(self, stream: _Stream, size: int) -> None:
        if size > stream.allowed:
            id, allowed = stream.queue.id, stream.allowed
            raise ProtocolError("over-credit", f"Cannot take {size} bytes of stream {id}: its credit is {allowed}")
        stream.allowed -= size
        stream.unread += size
        self.unread += size
        if self.unread > self.limits.unread:
            message = f"Cannot take more: {self.unread} bytes were not read, the limit is {self.limits.unread}"
            raise ProtocolError("too-much-unread", message, POLICY)

    def _credit(self, stream: _Stream, frame: Frame) -> None:
        stream.queue.credit += int.from_bytes(frame.payload, "big")
        if stream.queue.credit > _MAX_CREDIT:
            raise ProtocolError("too-much-credit", f"Cannot take credit for stream {frame.stream}: it passes 2^31")
        self.outgoing.offer(stream.queue)

    def _answer(self, frame: Frame) -> Event:
        if self._answers:
            raise ProtocolError("bad-direction", f"Cannot take {Kind(frame.kind).name}: only the host answers")
        headers, body = block(frame)
        if frame.kind == Kind.HEAD:
            if frame.flags & END:
                self._forget(frame.stream)
            return Head(frame.stream, headers, bool(frame.flags & END))
        self._forget(frame.stream)
        if frame.kind == Kind.ERROR:
            return Failed(frame.stream, headers)
        return Answered(frame.stream, headers, body)

    # -- what is done with it --------------------------------------------------------------------

    def taken(self, stream: int, size: int) -> None:
        """Tell that the reader of a stream took bytes: the other side may send as many again."""
        found = self._streams.get(stream)
        if found is None:
            return
        found.unread -= size
        self.unread -= size
        found.taken += size
        if found.taken >= (GRANT if found.read < WINDOW else WIDE_GRANT) and not found.ended:
            grant = found.taken + self._widened(found)
            found.allowed += grant
            self.outgoing.first(frame_v2.encode(Kind.CREDIT, stream, grant.to_bytes(4, "big")))
            found.taken = 0

    def _widened(self, stream: _Stream) -> int:
        """Return what widens the credit of a stream whose reader keeps up, once."""
        if stream.read >= WINDOW:
            return 0
        stream.read += stream.taken
        return WIDE - WINDOW if stream.read >= WINDOW else 0

    def answer(self, stream: int, headers: HeaderBlock | bytes, body: bytes) -> None:
        """Send a whole answer; the stream is over once it went. Nothing happens if it is over already."""
        if len(body) > SMALL:
            self.head(stream, headers)
            self.write(stream, body)
            self.end(stream)
        elif (found := self._streams.pop(stream, None)) is not None:
            self._settle(found)
            found.queue.whole = True
            self.outgoing.frame(found.queue, frame_v2.with_headers(Kind.ANSWER, stream, headers, body, END))

    def head(self, stream: int, headers: HeaderBlock | bytes) -> None:
        """Begin an answer whose body follows."""
        if (found := self._streams.get(stream)) is not None:
            self.outgoing.frame(found.queue, frame_v2.with_headers(Kind.HEAD, stream, headers))

    def write(self, stream: int, data: bytes) -> None:
        """Queue body bytes; they go as credit and turns allow."""
        found = self._streams.get(stream)
        if found is not None and data:
            found.queue.add(data)
            self.outgoing.offer(found.queue)

    def end(self, stream: int) -> None:
        """End our direction once what waits has gone; for the host the stream is over."""
        found = self._streams.get(stream)
        if found is None:
            return
        found.queue.ending = True
        self.outgoing.offer(found.queue)

    def fail(self, stream: int, headers: HeaderBlock) -> None:
        """Break a stream off with an error; body bytes that wait are dropped."""
        if (found := self._streams.pop(stream, None)) is not None:
            self._settle(found)
            found.queue.clear()
            found.queue.whole = True
            self.outgoing.frame(found.queue, frame_v2.with_headers(Kind.ERROR, stream, headers, b"", END))

    def message(self, headers: HeaderBlock, body: bytes) -> None:
        """Send a message that belongs to no stream."""
        self.outgoing.frame(self.outgoing.messages, frame_v2.with_headers(Kind.MESSAGE, 0, headers, body))

    def ping(self, payload: bytes) -> None:
        """Ask the other side to say that everything sent so far has arrived; it goes before what waits."""
        self.outgoing.first(frame_v2.encode(Kind.PING, 0, payload))

    # -- role page -------------------------------------------------------------------------------

    def open(self, headers: HeaderBlock, body: bytes = b"", *, end: bool = True, duplex: bool = False) -> int:
        """Open a stream; a body goes with it and must fit its credit."""
        self._last += 2
        stream = self._streams[self._last] = _Stream(self._last)
        stream.queue.credit -= len(body)
        flags = (END if end else 0) | (DUPLEX if duplex else 0)
        self.outgoing.frame(stream.queue, frame_v2.with_headers(Kind.OPEN, self._last, headers, body, flags))
        return self._last

    def cancel(self, stream: int) -> None:
        """Give a stream up."""
        found = self._streams.get(stream)
        if found is not None:
            told = not found.queue.frames
            self._forget(stream)
            if told:
                self.outgoing.first(frame_v2.encode(Kind.CANCEL, stream))

    # -- ends ------------------------------------------------------------------------------------

    def _forget(self, id: int) -> None:
        stream = self._streams.pop(id)
        self._settle(stream)
        self.outgoing.drop(stream.queue)

    def _settle(self, stream: _Stream) -> None:
        """Count what will not be read any more as read."""
        self.unread -= stream.unread
        stream.unread = 0
