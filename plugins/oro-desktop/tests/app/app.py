"""Lets a page command the desktop that is on the bus of the tests."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import anyio

from oro_framework import Call, Service, hookimpl, route
from oro_framework.desktop_bus import BusService, DesktopBus

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

    @route("desk.shown")
    async def shown(self, call: Call) -> Any:
        """Return what the dock shows on the app's icon."""
        (text,) = await self._bus.call(CONTROL, "Known")
        return json.loads(text)["shown"][0][1]

    @route("desk.scale")
    async def scale(self, call: Call, *, factor: float) -> None:
        """Have the person choose the size of texts."""
        await self._bus.call(
            CONTROL, "Change", "ssv", "org.gnome.desktop.interface", "text-scaling-factor", ("d", factor)
        )


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the hand."""
    return [Hand]
