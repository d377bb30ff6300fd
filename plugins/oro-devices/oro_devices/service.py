"""The service that answers `serial.*`, `hid.*`, `usb.*` and `bluetooth.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import anyio

from oro_devices import settings
from oro_devices.bluetooth.routes import BluetoothRoutes
from oro_devices.given import Given
from oro_devices.hid.devices import find_devices as find_hid
from oro_devices.hid.routes import HidRoutes
from oro_devices.serial.ports import find_ports
from oro_devices.serial.routes import SerialRoutes
from oro_devices.support import SupportRoutes
from oro_devices.usb.devices import find_devices as find_usb
from oro_devices.usb.routes import UsbRoutes
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
        self._hid = HidRoutes(Given(host, "hid", "HID device", find_hid), self._watcher)
        self._usb = UsbRoutes(Given(host, "usb", "USB device", find_usb), self._watcher)
        self._bluetooth = BluetoothRoutes(host, host.settings[settings.SCAN])
        self.parts = (SupportRoutes(), self._serial, self._hid, self._usb, self._bluetooth)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Watch devices for pages; at the end, close what is open."""
        async with anyio.create_task_group() as tasks:
            self._watcher.tasks = tasks
            yield
            for opened in (*self._serial.held, *self._hid.held, *self._usb.held):
                opened.close()
            with anyio.CancelScope(shield=True):
                await self._bluetooth.close()
            tasks.cancel_scope.cancel()

    async def release(self, window: Window) -> None:
        """Close what a page had open, and tell it nothing more."""
        self._watcher.release(window)
        for routes in (self._serial, self._hid, self._usb):
            routes.release(window)
        await self._bluetooth.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of open devices by window, and the kinds that are watched."""
        opened = {"serial": self._serial.held.ids(), "hid": self._hid.held.ids(), "usb": self._usb.held.ids()}
        return {**opened, "bluetooth": self._bluetooth.held.ids(), "watched": self._watcher.kinds()}
