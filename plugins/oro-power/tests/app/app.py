"""Lets a page command the desktop that is on the bus of the tests."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio

from oro_framework import Call, Service, hookimpl, route
from oro_framework.desktop_bus import BusService, DesktopBus

CONTROL = BusService("org.example.Desk", "/", "org.example.Desk")
BATTERY = ("/org/freedesktop/UPower/devices/DisplayDevice", "org.freedesktop.UPower.Device")


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

    @route("desk.held")
    async def held(self, call: Call) -> list[str]:
        """Return what keeps the machine awake."""
        (text,) = await self._bus.call(CONTROL, "Known")
        found: list[str] = json.loads(text)["held"]
        return found

    @route("desk.sleep")
    async def sleep(self, call: Call, *, before: bool) -> None:
        """Send the machine to sleep, or wake it."""
        await self._bus.call(CONTROL, "Prepare", "sb", "Sleep", before)

    @route("desk.charge")
    async def charge(self, call: Call, *, percentage: float) -> None:
        """Have the battery discharge at a level."""
        values = {"Percentage": ("d", percentage), "State": ("u", 2), "TimeToEmpty": ("x", 600), "TimeToFull": ("x", 0)}
        await self._bus.call(CONTROL, "Set", "ssa{sv}", *BATTERY, values)


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the hand."""
    return [Hand]
