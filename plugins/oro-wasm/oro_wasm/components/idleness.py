"""Wait until an app has started and has little to do."""

from __future__ import annotations

import time

import trio

from oro_framework.types import Host

__all__ = ("until_idle",)

LOOK = 0.5
"""Seconds between looks."""
SHARE = 0.2
"""Part of that time that the process may work and still be idle."""
LATEST = 10.0
"""Seconds after which it is waited for no longer; an app may be busy all the time."""


async def until_idle(host: Host) -> None:
    """Wait until an app has a window and its process hardly works."""
    with trio.move_on_after(LATEST):
        idle = False
        while not idle:
            before = time.process_time()
            await trio.sleep(LOOK)
            idle = bool(host.windows) and time.process_time() - before < LOOK * SHARE
