"""The loop thread's end of a streamed body, against a real pipe."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import AsyncIterator

import pytest
import trio
import trio.testing

from oro_framework.errors import Closed
from oro_framework.host.backends.gtk.pipe import PIPE_SIZE, PipeWriter, open_pipe, pump
from oro_framework.host.requests.reply import FileSlice

pytestmark = pytest.mark.anyio


class Ends:
    """Both ends of a body; what is still open is closed after the test."""

    def __init__(self) -> None:
        self.reader, fd = open_pipe()
        self.failures = 0
        self.writer = PipeWriter(fd, self._failed)

    def _failed(self) -> None:
        self.failures += 1

    def close_reader(self) -> None:
        if self.reader >= 0:
            os.close(self.reader)
            self.reader = -1


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    made = Ends()
    yield made
    made.close_reader()
    made.writer.close()


async def test_what_is_written_is_read(ends: Ends) -> None:
    await ends.writer.write(b"one ")
    await ends.writer.write(b"")
    await ends.writer.write(b"two")
    ends.writer.close()
    assert os.read(ends.reader, 100) == b"one two"
    assert os.read(ends.reader, 100) == b""
    assert ends.failures == 0


async def test_a_full_pipe_makes_the_writer_wait(ends: Ends) -> None:
    chunk = b"x" * (4 * PIPE_SIZE)
    read = bytearray()

    async def drain() -> None:
        while len(read) < len(chunk):
            await trio.lowlevel.wait_readable(ends.reader)
            read.extend(os.read(ends.reader, 8192))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(drain)
        await ends.writer.write(chunk)
        assert len(read) >= len(chunk) - PIPE_SIZE
    assert bytes(read) == chunk


async def test_a_reader_that_leaves_closes_the_writer(ends: Ends) -> None:
    ends.close_reader()
    with pytest.raises(Closed):
        await ends.writer.write(b"x")


async def test_a_reader_that_leaves_wakes_a_waiting_writer(ends: Ends) -> None:
    ended: list[Closed] = []

    async def write() -> None:
        try:
            await ends.writer.write(b"x" * (2 * PIPE_SIZE))
        except Closed as error:
            ended.append(error)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(write)
        await trio.testing.wait_all_tasks_blocked()
        assert not ended
        ends.close_reader()
    assert len(ended) == 1


async def test_writing_after_the_end_is_closed(ends: Ends) -> None:
    ends.writer.close()
    ends.writer.close()
    with pytest.raises(Closed):
        await ends.writer.write(b"x")


async def test_abort_tells_once_and_ends(ends: Ends) -> None:
    ends.writer.abort()
    ends.writer.abort()
    assert ends.failures == 1
    assert os.read(ends.reader, 1) == b""


async def test_close_is_not_a_failure(ends: Ends) -> None:
    ends.writer.close()
    ends.writer.abort()
    assert ends.failures == 0


async def test_a_cancelled_write_stops(ends: Ends) -> None:
    with trio.CancelScope() as scope:
        scope.cancel()
        await ends.writer.write(b"x")
    assert scope.cancelled_caught


@pytest.mark.parametrize(("offset", "length"), [(0, 3_000_000), (1, 10), (2_999_999, 1), (5, 0)])
def test_pump_moves_a_slice(offset: int, length: int) -> None:
    content = os.urandom(3_000_000)
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        reader, writer = open_pipe()
        slice_ = FileSlice(os.dup(file.fileno()), offset, length)
        thread = threading.Thread(target=pump, args=(slice_, writer))
        thread.start()
        with open(reader, "rb") as body:
            assert body.read() == content[offset : offset + length]
        thread.join()
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(slice_.fd)


def test_pump_ends_when_nobody_reads() -> None:
    with tempfile.TemporaryFile() as file:
        file.truncate(1 << 40)
        reader, writer = open_pipe()
        thread = threading.Thread(target=pump, args=(FileSlice(os.dup(file.fileno()), 0, 1 << 40), writer))
        thread.start()
        os.read(reader, 10)
        os.close(reader)
        thread.join(60)
        assert not thread.is_alive()
