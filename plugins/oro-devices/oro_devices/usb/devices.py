"""Lists the USB devices of this machine."""

from __future__ import annotations

from typing import Any

from anyio import to_thread

from oro_devices.device import Device
from oro_devices.optional import library
from oro_devices.usb.description import as_device
from oro_devices.usb.libusb import find_backend

__all__ = ("find_devices", "find_opened")


async def find_devices() -> list[Device]:
    """Return the devices that are there.

    Raises:
        NotInstalled: pyusb or libusb is not there.
    """
    return [device for device, _ in await _found()]


async def find_opened(wanted: Device) -> Any:
    """Return a device as pyusb has it, or None where it is not there."""
    return next((found for device, found in await _found() if device.id == wanted.id), None)


async def _found() -> list[tuple[Device, Any]]:
    backend, core = await find_backend(), await library("usb", "usb.core")

    def find() -> list[tuple[Device, Any]]:
        all = core.find(find_all=True, backend=backend)
        return [(device, found) for found in all if (device := as_device(found)) is not None]

    return await to_thread.run_sync(find)
