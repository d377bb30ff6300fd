"""Running a program to its end: its input, its output, and what may cut it short."""

from __future__ import annotations

import errno
from contextlib import aclosing, suppress

import trio
from msgspec import Struct, field

from oro_framework.errors import OroError
from oro_process.children.child import Child
from oro_process.children.description import Start
from oro_process.children.signals import signal_number
from oro_process.errors import NoPipe

__all__ = ("Outcome", "run_to_end")


class Outcome(Struct):
    """How a program ended, and what it wrote."""

    code: int | None = None
    signal: int | None = None
    outputs: dict[int, bytearray] = field(default_factory=dict)
    """Bytes it wrote, by descriptor."""
    cut: int | None = None
    """ETIMEDOUT or ENOBUFS when it was cut short."""


async def run_to_end(child: Child, asked: Start, given: bytes) -> Outcome:
    """Feed a program, gather what it writes, and wait for its end and that of its output.

    If cancelled, it gets SIGKILL.
    """
    outcome = Outcome()
    read = [fd for fd, what in enumerate(asked.descriptors) if what == "pipe" and fd > 0]
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_feed, child, asked, given)
            if asked.timeout > 0:
                nursery.start_soon(_expire, child, asked, outcome)
            async with trio.open_nursery() as output:
                for fd in read:
                    outcome.outputs[fd] = bytearray()
                    output.start_soon(_gather, child, fd, asked, outcome)
                await child.end.wait()
            nursery.cancel_scope.cancel()
    except BaseException:
        with trio.CancelScope(shield=True):
            await _kill(child, 9)
        raise
    finally:
        child.waited = True
        await child.shut_all()
    outcome.code, outcome.signal = child.end.code, child.end.signal
    return outcome


async def _feed(child: Child, asked: Start, given: bytes) -> None:
    with suppress(trio.BrokenResourceError, NoPipe):
        if asked.input is not None and given and child.has(asked.input):
            await child.write(asked.input, given)
        if child.has(0):
            await child.finish(0)


async def _gather(child: Child, fd: int, asked: Start, outcome: Outcome) -> None:
    kept = outcome.outputs[fd]
    async with aclosing(child.read(fd)) as chunks:
        async for data in chunks:
            kept += data
            if asked.max_buffer is not None and len(kept) > asked.max_buffer:
                del kept[asked.max_buffer :]
                await _cut(child, asked, outcome, errno.ENOBUFS)
                return


async def _expire(child: Child, asked: Start, outcome: Outcome) -> None:
    await trio.sleep(asked.timeout / 1000)
    await _cut(child, asked, outcome, errno.ETIMEDOUT)


async def _cut(child: Child, asked: Start, outcome: Outcome, why: int) -> None:
    if outcome.cut is None:
        outcome.cut = why
        await _kill(child, signal_number(asked.kill_signal))
        # Its output need not end with it: what it started may hold the pipes.
        for fd in list(outcome.outputs):
            await child.shut(fd)


async def _kill(child: Child, number: int) -> None:
    with suppress(OSError, OroError):
        await child.kill(number)
