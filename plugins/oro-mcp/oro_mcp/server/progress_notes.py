"""Progress of a route on its way to an agent: the latest counts, and none holds the route up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import trio

from oro_mcp.reporting import Report

__all__ = ("passed_on",)

Tell = Callable[[float, "float | None", "str | None"], Awaitable[None]]
WAITING = 64
"""Reports that wait for a slow agent; the newest is left out where there are more."""


@asynccontextmanager
async def passed_on(tell: Tell) -> AsyncIterator[Report]:
    """Pass on what a route reports during the block, in order; what still waits at its end is passed on first."""
    send, receive = trio.open_memory_channel[tuple[float, "float | None", str]](WAITING)

    def report(done: float, total: float | None, message: str) -> None:
        with suppress(trio.WouldBlock, trio.ClosedResourceError):
            send.send_nowait((done, total, message))

    async def pass_on() -> None:
        async for done, total, message in receive:
            await tell(done, total, message or None)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(pass_on)
        try:
            yield report
        finally:
            send.close()
