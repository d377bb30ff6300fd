"""The connections to the buses of the desktop, each made when it is first needed. Loop thread.

It needs jeepney, as `oro_framework.desktop_bus` does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import anyio

from oro_framework.desktop_bus import DesktopBus

if TYPE_CHECKING:
    from anyio.abc import TaskGroup

__all__ = ("Buses", "Which")

Which = Literal["SESSION", "SYSTEM"]


class Buses:
    """See the module.

    Args:
        tasks: where the connections run.
        gone: called with the name of a bus that went by itself.
    """

    def __init__(self, tasks: TaskGroup, gone: Callable[[Which], None]) -> None:
        self._tasks = tasks
        self._gone = gone
        self._turn = anyio.Lock()
        self._made: dict[Which, DesktopBus] = {}

    async def get(self, which: Which) -> DesktopBus:
        """Return the connection to a bus, which is made anew where it went.

        Raises:
            NotOnBus: there is no such bus.
        """
        async with self._turn:
            known = self._made.get(which)
            if known is not None and known.connected:
                return known
            bus = DesktopBus(which)
            await self._tasks.start(self._run, which, bus)
            self._made[which] = bus
            return bus

    async def _run(self, which: Which, bus: DesktopBus, *, task_status: anyio.abc.TaskStatus[None]) -> None:
        await bus.run(task_status=task_status)
        self._gone(which)
