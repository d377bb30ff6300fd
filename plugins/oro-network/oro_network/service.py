"""The service that answers `network.*` and tells pages when they go online or offline."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio

from oro_framework.service import Service, load, route
from oro_framework.types import Call, Host
from oro_network.machine import Changes, look
from oro_network.status import Status, as_mapping

__all__ = ("Network",)

MESSAGES = {"online": "The machine is connected to a network", "offline": "The machine is connected to no network"}


class Network(Service):
    """Whether the machine is connected."""

    name = "network"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.look: Callable[[], Status] = look
        """The source of the system's network state, which tests can replace."""
        self.status = Status(True, ())
        self._turn = anyio.Lock()

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Look whenever the system changes, until the host stops."""
        await load("psutil")
        self.status = await anyio.to_thread.run_sync(self.look)
        changes = Changes()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._watch, changes)
            yield
            tasks.cancel_scope.cancel()
        changes.close()

    async def check(self) -> None:
        """Look now, and tell every page what changed: `online` or `offline`, and `networkchange` in any case."""
        async with self._turn:  # what was seen earlier must not be believed later
            before, self.status = self.status, await anyio.to_thread.run_sync(self.look)
            self._tell(before)

    def _tell(self, before: Status) -> None:
        if self.status == before:
            return
        if self.status.online != before.online:
            name = "online" if self.status.online else "offline"
            self.host.emit(name, {"name": name, "message": MESSAGES[name]})
        self.host.emit("networkchange", as_mapping(self.status))

    @route("network.status", permission="network")
    def status_of(self, call: Call) -> dict[str, Any]:
        """Return whether the machine is connected, and the interfaces it is connected through."""
        return dict(as_mapping(self.status))

    async def _watch(self, changes: Changes) -> None:
        while True:
            await changes.wait()
            try:
                await self.check()
            except OSError as error:
                self.host.log.warning("Cannot tell whether the machine is connected: %s", error)
