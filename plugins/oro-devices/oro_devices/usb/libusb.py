"""The library that reaches USB devices, and the C library behind it."""

from __future__ import annotations

from typing import Any

from anyio import to_thread

from oro_devices.errors import NotInstalled
from oro_devices.optional import library

__all__ = ("find_backend",)


async def find_backend() -> Any:
    """Return pyusb's backend.

    Raises:
        NotInstalled: pyusb is not there, or finds no libusb; the message says how to install it.
    """
    libusb1 = await library("usb", "usb.backend.libusb1")
    backend = await to_thread.run_sync(libusb1.get_backend)
    if backend is None:
        raise NotInstalled("Cannot use USB devices: pyusb finds no libusb-1.0; type: sudo apt install libusb-1.0-0")
    return backend
