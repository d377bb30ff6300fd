"""The service that answers `serial.*`, `hid.*`, `usb.*` and `bluetooth.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import anyio

from oro_devices import settings
from oro_devices.given import Given
from oro_devices.serial.ports import find_ports
from oro_devices.serial.routes import SerialRoutes
from oro_devices.support import SupportRoutes
from oro_devices.watcher import Watcher
from oro_framework.service import Service
from oro_framework.types import Host, Window

__all__ = ("Devices",)


class Devices(Service):
    """Devices for pages, each chosen by the person. What a page has open is closed when it goes."""

    name = "devices"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._watcher = Watcher(host)
        find = partial(find_ports, host.settings[settings.SERIAL_PORTS])
        self._serial = SerialRoutes(Given(host, "serial", "serial port", find), self._watcher)
        self.parts = (SupportRoutes(), self._serial)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Watch devices for pages; at the end, close what is open."""
        async with anyio.create_task_group() as tasks:
            self._watcher.tasks = tasks
            yield
            for line in self._serial.held:
                line.close()
            tasks.cancel_scope.cancel()

    async def release(self, window: Window) -> None:
        """Close what a page had open, and tell it nothing more."""
        self._watcher.release(window)
        self._serial.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of open devices by window, and the kinds that are watched."""
        return {"serial": self._serial.held.ids(), "watched": self._watcher.kinds()}
