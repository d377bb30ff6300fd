"""What a source yields arrives whole and in order, in few writes, and never faster than it is taken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import Closed
from oro_framework.host.requests.streams import BLOCK, Feed, encode_event, event_chunks, send_pieces
from oro_framework.types import ServerEvent

pytestmark = pytest.mark.anyio


class Writer:
    """A page that takes pieces as `take` does."""

    def __init__(self, take: Callable[[bytes], Awaitable[None]]) -> None:
        self._take = take
        self.ended = ""

    async def write(self, chunk: bytes) -> None:
        await self._take(chunk)

    def close(self) -> None:
        self.ended = "closed"

    def abort(self) -> None:
        self.ended = "aborted"


async def source(chunks: list[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@given(st.lists(st.binary(max_size=40_000), max_size=8))
def test_everything_arrives_in_order(chunks: list[bytes]) -> None:
    written: list[bytes] = []

    async def write(chunk: bytes) -> None:
        written.append(chunk)
        await trio.lowlevel.checkpoint()

    writer = Writer(write)
    begun = trio.run(send_pieces, source(chunks), lambda: writer)
    assert begun is any(chunks)
    assert writer.ended == ("closed" if begun else "")
    assert b"".join(written) == b"".join(chunks)
    assert all(written)


async def test_small_chunks_are_gathered_while_a_write_waits() -> None:
    written: list[bytes] = []
    release = trio.Event()

    async def write(chunk: bytes) -> None:
        written.append(chunk)
        if len(written) == 1:
            await release.wait()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(send_pieces, source([b"x" * 100] * 1000), lambda: Writer(write))
        await trio.testing.wait_all_tasks_blocked()
        release.set()
    assert sum(map(len, written)) == 100_000
    assert len(written) <= 2 + 100_000 // BLOCK


async def test_a_source_is_not_read_ahead_of_a_page_that_does_not_drain() -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 1024

    async def stuck(chunk: bytes) -> None:
        await trio.sleep_forever()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(send_pieces, endless(), lambda: Writer(stuck))
        await trio.testing.wait_all_tasks_blocked()
        assert taken <= 2 * BLOCK // 1024 + 1
        nursery.cancel_scope.cancel()


async def test_a_source_that_fails_is_heard_after_what_it_gave() -> None:
    written: list[bytes] = []

    async def failing() -> AsyncIterator[bytes]:
        yield b"first"
        raise ValueError("broken source")

    async def write(chunk: bytes) -> None:
        written.append(chunk)

    writer = Writer(write)
    with pytest.raises(ValueError, match="broken source"):
        await send_pieces(failing(), lambda: writer)
    assert (written, writer.ended) == ([b"first"], "aborted")


async def test_a_page_that_goes_closes_the_source() -> None:
    closed = False

    async def endless() -> AsyncIterator[bytes]:
        nonlocal closed
        try:
            while True:
                yield b"x"
                await trio.lowlevel.checkpoint()
        finally:
            closed = True

    async def gone(chunk: bytes) -> None:
        raise Closed("page gone")

    writer = Writer(gone)
    await send_pieces(endless(), lambda: writer)
    assert closed
    assert writer.ended == "aborted"


async def test_who_writes_into_a_feed_waits_until_the_reader_comes_back() -> None:
    feed, written = Feed(), []

    async def write() -> None:
        for number in range(3):
            await feed.put(b"%d" % number)
            written.append(number)
        feed.end()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(write)
        assert await anext(feed) == b"0"
        await trio.testing.wait_all_tasks_blocked()
        assert written == []
        assert [await anext(feed), await anext(feed)] == [b"1", b"2"]
        assert await anext(feed, b"end") == b"end"


async def test_who_writes_into_a_feed_hears_that_it_is_not_read_any_more() -> None:
    told: list[str] = []
    feed = Feed(left=lambda: told.append("left"))
    async with trio.open_nursery() as nursery:

        async def write() -> None:
            with pytest.raises(OSError, match="the page is gone"):
                await feed.put(b"x")

        nursery.start_soon(write)
        await trio.testing.wait_all_tasks_blocked()
        await feed.aclose()
        await feed.aclose()
    assert told == ["left"]


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (ServerEvent("a"), b"data: a\n\n"),
        (ServerEvent("a\nb\r\nc\rd", "n"), b"event: n\ndata: a\ndata: b\ndata: c\ndata: d\n\n"),
        (ServerEvent("", "n"), b"event: n\n\n"),
        (ServerEvent("x", "n\nid: 1"), b"event: n id: 1\ndata: x\n\n"),
        (ServerEvent(), b""),
    ],
)
def test_server_sent_events(event: ServerEvent, text: bytes) -> None:
    assert encode_event(event) == text


async def test_a_stream_of_events_opens_at_once() -> None:
    async def events() -> AsyncIterator[ServerEvent]:
        yield ServerEvent("1")

    assert [chunk async for chunk in event_chunks(events())] == [b":\n\n", b"data: 1\n\n"]


async def test_a_stream_of_events_that_is_closed_closes_its_source() -> None:
    closed = False

    async def events() -> AsyncIterator[ServerEvent]:
        nonlocal closed
        try:
            while True:
                yield ServerEvent("one")
        finally:
            closed = True

    chunks = event_chunks(events())
    assert [await anext(chunks), await anext(chunks)] == [b":\n\n", b"data: one\n\n"]
    await chunks.aclose()  # type: ignore[attr-defined]
    assert closed
