"""The calls of one connection: begun at the host's door, answered, and kept until the page has the answer.

Rules
1. A call is opened at the host's door once its body is whole, or at once when it goes both ways.
2. While more than `Limits.queued` waits for the page, further calls wait their turn.
3. Answers are kept until the page is known to have them: a ping that went after an answer was answered.
4. When the connection ends, calls go on without it, for `Limits.keep` seconds; streams are cut off.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import trio

from oro_conduit.calls.arrivals import Arrivals
from oro_conduit.calls.incoming import Incoming
from oro_conduit.calls.kept_calls import KeptCalls
from oro_conduit.calls.offers import LARGE, Offers
from oro_conduit.calls.page_call import PageCall
from oro_conduit.calls.unconfirmed import Unconfirmed
from oro_conduit.calls.writer import FileSender, Writer
from oro_conduit.wire.heads import elsewhere_block, failure, head_block, request_of
from oro_conduit.wire.limits import Limits
from oro_conduit.wire.stream_events import Data, Opened
from oro_conduit.wire.streams import Multiplexer
from oro_framework.errors import Closed, OroError
from oro_framework.requests import Caller, Door, FileSlice, Head

__all__ = ("PageCalls",)

HIGH = 128 * 1024
"""A writer waits while this many bytes of its stream wait."""


class PageCalls:
    """See the module. Loop thread.

    Args:
        streams: what the calls travel on.
        caller: the page.
        stir: has what was queued sent.
        door: where calls are brought.
        kept: where calls are kept for resume.
        offers: where large files wait for a page that fetches them over the scheme; None: it does not.
        limits: what the page may ask for.
        log: where files that cannot be read are told.
    """

    def __init__(
        self,
        streams: Multiplexer,
        caller: Caller,
        stir: Callable[[], None],
        *,
        door: Door,
        kept: KeptCalls,
        offers: Offers | None,
        limits: Limits,
        log: logging.Logger,
    ) -> None:
        self.caller = caller
        self.tasks: trio.Nursery | None = None
        """Where files are sent; None before the connection began and after it ended."""
        self.arrivals = Arrivals(streams, limits, self._begin)
        self._streams = streams
        self._stir = stir
        self._door = door
        self._kept = kept
        self._offers = offers
        self._log = log
        self._calls: dict[int, PageCall] = {}
        self._writers: dict[int, trio.Event] = {}
        self._sent = Unconfirmed(limits.queued)

    def end(self) -> list[PageCall]:
        """Cut off what cannot go on; return what the page may ask for."""
        self.tasks = None
        for event in self._writers.values():
            event.set()
        left = [call for call in (*self._calls.values(), *self._sent.take()) if call.detach()]
        self._calls.clear()
        self.arrivals.clear()
        return left

    # -- what comes ------------------------------------------------------------------------------

    def data(self, event: Data) -> None:
        """Take body bytes."""
        if self.arrivals.data(event.stream, event.data, end=event.end):
            return
        call = self._calls.get(event.stream)
        if call is not None and call.incoming is not None:
            call.incoming.put(event.data, event.end)

    def cancelled(self, stream: int) -> None:
        """Cancel the handler of a call the page gave up."""
        self.arrivals.discard(stream)
        if (writer := self._writers.pop(stream, None)) is not None:
            writer.set()
        if (call := self._calls.pop(stream, None)) is not None:
            self._kept.forget(call)
            call.abort()

    # -- calls and answers -------------------------------------------------------------------------

    def _begin(self, event: Opened, body: bytes) -> None:
        stream = event.stream
        incoming = None
        if event.duplex:
            incoming = Incoming(partial(self._granted, stream))
            incoming.put(body, event.end)
            body = b""
        elif event.end and body:
            self._streams.taken(stream, len(body))
        try:
            request = request_of(event.headers, body, self.caller)
        except OroError as error:
            self._streams.fail(stream, failure(error))
            return
        request.incoming = incoming
        id = event.headers.get("call")
        call = PageCall(self, stream, id if isinstance(id, str) else "", incoming)
        self._calls[stream] = call
        self._kept.add(call)
        exchange = self._door.open(request, call)
        # An answer may have come by now. The two would hold each other until the garbage collector finds them.
        if call.answer is None and call.file is None:
            call.exchange = exchange

    def _granted(self, stream: int, size: int) -> None:
        """Grant a page as many bytes again as a handler took."""
        if size:
            self._streams.taken(stream, size)
            self._stir()

    def answer(self, call: PageCall, head: Head, body: bytes) -> None:
        """Send a whole answer."""
        self._streams.answer(call.stream_id, head_block(head), body)
        self._stir()

    def begin(self, call: PageCall, head: Head) -> Writer:
        """Send the head of an answer whose body follows."""
        self._streams.head(call.stream_id, head_block(head))
        self._stir()
        return Writer(self, call.stream_id)

    def send_file(self, call: PageCall, head: Head, file: FileSlice) -> None:
        """Send a file as the page takes it, or say where it can be fetched."""
        if self._offers is not None and file.length >= LARGE and call.incoming is None:
            at = self._offers.add(self.caller, head, file)
            if at is not None:
                self._streams.answer(call.stream_id, elsewhere_block(head, at), b"")
                return self._stir()
        assert self.tasks is not None
        self.tasks.start_soon(self._send_file, FileSender(call, self.begin(call, head)), file)

    async def _send_file(self, sender: FileSender, file: FileSlice) -> None:
        try:
            await sender.run(file)
        except OSError as error:
            self._log.warning("Cannot read a file for a page: %s", error)

    async def write(self, stream: int, data: bytes) -> None:
        """Queue body bytes of a stream and wait until it has room for more.

        Raises:
            Closed: the stream is over. If cancelled, the bytes were queued.
        """
        self._check(stream)
        self._streams.write(stream, data)
        self._stir()
        while self._streams.pending(stream) > HIGH:
            event = self._writers.setdefault(stream, trio.Event())
            await event.wait()
            self._check(stream)

    def _check(self, stream: int) -> None:
        if self.tasks is None or stream not in self._streams:
            raise Closed("Cannot write: the page gave the stream up, or its connection ended")

    def finish(self, stream: int, error: OroError | None = None) -> None:
        """End a stream, well or with an error."""
        if error is None:
            self._streams.end(stream)
        else:
            self._streams.fail(stream, failure(error))
        self._stir()

    # -- what went -------------------------------------------------------------------------------

    def after_batch(self) -> None:
        """Wake writers whose bytes were sent, and keep the calls whose answers went until the page confirms them."""
        outgoing = self._streams.outgoing
        for queue in outgoing.relieved:
            if queue.pending <= HIGH and (writer := self._writers.pop(queue.id, None)) is not None:
                writer.set()
        outgoing.relieved.clear()
        if outgoing.ended:
            self._answered(outgoing.ended)
            outgoing.ended.clear()
        self.arrivals.begin_waiting()

    def _answered(self, streams: list[int]) -> None:
        for stream in streams:
            if (call := self._calls.pop(stream, None)) is not None:
                self._sent.add(call)
        self._ask()

    def _ask(self) -> None:
        if (mark := self._sent.ask()) is not None:
            self._streams.ping(mark)

    def confirmed(self, mark: bytes) -> None:
        """Forget the answers the page has."""
        for call in self._sent.confirmed(mark):
            self._kept.forget(call)
            call.close()
        self._ask()
