"""The libraries of the extras, imported when a device of their kind is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from anyio import to_thread

from oro_devices.errors import NotInstalled

__all__ = ("library",)

NAMES = {"serial": "serial ports", "hid": "HID devices", "usb": "USB devices", "bluetooth": "Bluetooth devices"}


async def library(extra: str, module: str) -> Any:
    """Return a module of an extra.

    Raises:
        NotInstalled: the extra is not installed; the message says how to install it.
    """
    try:
        return await to_thread.run_sync(import_module, module)
    except ImportError as error:
        raise NotInstalled(
            f"Cannot use {NAMES[extra]}: {module.partition('.')[0]} is not installed ({error}); "
            f'type: pip install "oro-devices[{extra}]"'
        ) from error
