"""The route that says which kinds of devices can be used here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypedDict

from oro_devices.hid.devices import hidapi
from oro_devices.optional import library
from oro_devices.usb.libusb import find_backend
from oro_framework.errors import OroError
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("Support", "SupportRoutes")


class Support(TypedDict):
    """By kind the reason why it cannot be used; empty where it can."""

    serial: str
    hid: str
    usb: str
    bluetooth: str


class SupportRoutes:
    """The route about this machine."""

    @route("devices.support")
    async def support(self, call: Call) -> Support:
        """Return by kind of device why it cannot be used, such as a library that is missing; empty where it can."""
        return {
            "serial": await _missing(partial(library, "serial", "serial")),
            "hid": await _missing(hidapi),
            "usb": await _missing(find_backend),
            "bluetooth": await _missing(partial(library, "bluetooth", "bleak")),
        }


async def _missing(found: Callable[[], Awaitable[object]]) -> str:
    try:
        await found()
    except OroError as error:
        return error.message
    return ""
