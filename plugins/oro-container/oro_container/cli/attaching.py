"""Attaches a process of a container to descriptors of a shell: its terminal, or its pipes."""

from __future__ import annotations

import os
import select
import signal
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import trio

from oro_container.containers.container import Container
from oro_container.containers.process import Exit, Process, Size
from oro_framework.errors import Closed

__all__ = ("attached", "raw_terminal", "size_of")

_ROOM = 1 << 16


async def attached(
    container: Container, process: Process, descriptors: tuple[int, int, int], seen: Callable[[bytes], None]
) -> Exit:
    """Carry input and output until the process has ended and all of its output is written.

    If cancelled, the process is ended.

    Args:
        container: whose it is.
        process: it has pipes, or a terminal where the descriptors are those of one.
        descriptors: standard input, output and error output, which stay open.
        seen: called with what it writes.
    """
    try:
        async with trio.open_nursery() as carrying:
            carrying.start_soon(_carry_input, process, descriptors[0])
            async with trio.open_nursery() as outputs:
                for number in (1, 2):
                    outputs.start_soon(_carry_output, process, number, descriptors[number], seen)
            carrying.cancel_scope.cancel()
        return await process.wait()
    finally:
        if process.exit is None:
            with trio.CancelScope(shield=True), suppress(Exception):
                await container.kill(process, signal.SIGKILL)


def size_of(descriptor: int) -> Size | None:
    """Return the size of a terminal; None where a descriptor is none."""
    try:
        size = os.get_terminal_size(descriptor)
    except OSError:
        return None
    return Size(size.columns or 80, size.lines or 24)


@contextmanager
def raw_terminal(descriptor: int) -> Iterator[None]:
    """Have a terminal pass on every key during the block; nothing where a descriptor is none."""
    if not os.isatty(descriptor):
        yield
        return
    before = termios.tcgetattr(descriptor)
    tty.setraw(descriptor)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


async def _carry_input(process: Process, descriptor: int) -> None:
    # It ends with the process, and is read by a thread only where something is there.
    with suppress(Closed, OSError):
        while data := await _read(descriptor):
            await process.write(data)
        await process.end_input()


async def _read(descriptor: int) -> bytes:
    try:
        await trio.lowlevel.wait_readable(descriptor)
    except OSError:
        # A file, which never waits.
        return await trio.to_thread.run_sync(os.read, descriptor, _ROOM)
    return os.read(descriptor, _ROOM) if select.select([descriptor], [], [], 0)[0] else b""


async def _carry_output(process: Process, number: int, descriptor: int, seen: Callable[[bytes], None]) -> None:
    while data := await process.take(number):
        seen(data)
        await trio.to_thread.run_sync(partial(_write, descriptor, data), abandon_on_cancel=True)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    # The reader may have gone, as `head` does; the process is not told, and goes on.
    with suppress(BrokenPipeError):
        while view:
            view = view[os.write(descriptor, view) :]
