"""Measure what the terminal of a container carries beside a bare pseudo-terminal that trio reads, by turns."""

from __future__ import annotations

import os
import pty
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import trio
from oro_container.api import Container, Containers, Size

__all__ = ("measured",)

TIMES = 5
LINES = (b"x" * 79 + b"\n") * 625_000
ROOM = 64 << 10
SEEN = len(LINES) + 625_000
"""Bytes that arrive: a terminal puts a carriage return before each end of a line."""
TICK = 0.001


class Gaps:
    """The longest time that a task which asks to run again after a millisecond had to wait."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        """Run until cancelled."""
        before = trio.current_time()
        while True:
            await trio.sleep(TICK)
            now = trio.current_time()
            self.longest = max(self.longest, now - before - TICK)
            before = now


def measured() -> Mapping[str, float]:
    """Return the milliseconds that 50 MB take, and the longest the loop let another task wait meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "lines").write_bytes(LINES)
        return trio.run(_measured, Path(folder))


async def _measured(folder: Path) -> Mapping[str, float]:
    async with Containers(folder / "containers") as containers, containers.booted() as container:
        await container.files.write("lines", LINES)
        rounds = [(await _inside(container), await _outside(folder / "lines")) for _ in range(TIMES + 1)][1:]
    return {
        "terminal": statistics.median(inside[0] for inside, _ in rounds) * 1000,
        "terminal_bare": statistics.median(outside[0] for _, outside in rounds) * 1000,
        "terminal_gap": statistics.median(inside[1] for inside, _ in rounds) * 1000,
        "terminal_bare_gap": statistics.median(outside[1] for _, outside in rounds) * 1000,
    }


async def _inside(container: Container) -> tuple[float, float]:
    begun = time.perf_counter()
    process = await container.spawn("cat", "lines", terminal=Size(80, 24))
    gap = await _drain(process.take)
    taken = time.perf_counter() - begun
    await process.wait()
    await process.aclose()
    return taken, gap


async def _outside(file: Path) -> tuple[float, float]:
    begun = time.perf_counter()
    ours, theirs = pty.openpty()
    stream = trio.lowlevel.FdStream(ours)
    process = await trio.lowlevel.open_process(["cat", str(file)], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    gap = await _drain(lambda: stream.receive_some(ROOM))
    taken = time.perf_counter() - begun
    await process.wait()
    await stream.aclose()
    return taken, gap


async def _drain(take: Callable[[], Awaitable[bytes | bytearray]]) -> float:
    gaps, left = Gaps(), SEEN
    async with trio.open_nursery() as nursery:
        nursery.start_soon(gaps.watch)
        while left > 0:
            piece = await take()
            assert piece, f"{left} bytes are missing"
            left -= len(piece)
        nursery.cancel_scope.cancel()
    return gaps.longest
