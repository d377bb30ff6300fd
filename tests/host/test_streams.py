"""What a source yields arrives whole and in order, in few writes, and never faster than it is taken."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.requests.streams import BLOCK, encode_event, event_chunks, pump
from oro_framework.types import ServerEvent

pytestmark = pytest.mark.anyio


async def source(chunks: list[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@given(st.lists(st.binary(max_size=40_000), max_size=8))
def test_everything_arrives_in_order(chunks: list[bytes]) -> None:
    written: list[bytes] = []

    async def write(chunk: bytes) -> None:
        written.append(chunk)
        await trio.lowlevel.checkpoint()

    trio.run(pump, source(chunks), write)
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
        nursery.start_soon(pump, source([b"x" * 100] * 1000), write)
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
        nursery.start_soon(pump, endless(), stuck)
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

    with pytest.raises(ValueError, match="broken source"):
        await pump(failing(), write)
    assert written == [b"first"]


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
        raise OSError("page gone")

    with pytest.raises(OSError, match="page gone"):
        await pump(endless(), gone)
    assert closed


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
