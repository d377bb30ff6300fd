"""Lets a page press the keys of the desktop that is on the bus of the tests, and start the app once more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio

from oro_framework import Call, Service, hookimpl, route
from oro_framework.desktop_bus import BusService, DesktopBus
from oro_framework.types import Event

CONTROL = BusService("org.example.Desk", "/", "org.example.Desk")


class Hand(Service):
    """The hand of a page on the desktop."""

    name = "hand"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        self._bus = DesktopBus("SESSION")
        async with anyio.create_task_group() as tasks:
            await tasks.start(self._bus.run)
            yield
            tasks.cancel_scope.cancel()

    @route("desk.use")
    async def use(self, call: Call, *, id: str) -> None:
        """Press the keys of a shortcut, and release them."""
        await self._bus.call(CONTROL, "Use", "sts", id, 5, "a token")

    @route("desk.start")
    def start(self, call: Call, *, id: str) -> None:
        """Tell what oro-single-instance tells of a start for a shortcut."""
        call.host.event(Event(name="applicationinstance", detail={"argv": ["--shortcut", id], "cwd": "/"}))


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the hand."""
    return [Hand]
