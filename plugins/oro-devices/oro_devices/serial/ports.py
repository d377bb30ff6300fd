"""Lists the serial ports of this machine, and those that the app names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from anyio import to_thread

from oro_devices.device import Device
from oro_devices.optional import library

__all__ = ("extra_port", "find_ports", "port_device")

_IDS = re.compile(r"(?P<path>.+?)=(?P<vendor>[0-9a-fA-F]{4}):(?P<product>[0-9a-fA-F]{4})")


async def find_ports(extra: Sequence[str]) -> list[Device]:
    """Return the ports that are there.

    Args:
        extra: further paths, as in the setting `devices_serial_ports`.

    Raises:
        NotInstalled: pyserial is not there.
    """
    listing = await library("serial", "serial.tools.list_ports")
    named = [extra_port(text) for text in extra]

    def find() -> list[Device]:
        listed = [port_device(vars(port)) for port in listing.comports()]
        return [*listed, *(device for device in named if Path(device.path).exists())]

    return sorted(await to_thread.run_sync(find), key=lambda device: device.path)


def port_device(port: Mapping[str, Any]) -> Device:
    """Return a port as pyserial describes it.

    A port of a USB device has the device's ids and serial number for its id, so that it is known in another socket;
    without a serial number it is known by its socket, and a port of the board by its path.
    """
    path, vendor, product = str(port["device"]), port.get("vid"), port.get("pid")
    if vendor is None or product is None:
        return Device(id=path, label=path, path=path, info={})
    location = str(port.get("location") or "")
    mark = str(port.get("serial_number") or "") or f"@{location}"
    interface = location.partition(":")[2] if not mark.startswith("@") else ""
    id = "/".join(part for part in (f"{vendor:04x}:{product:04x}", mark, interface) if part)
    name = port.get("product") or port.get("description") or "USB device"
    return Device(id=id, label=f"{name} ({path})", path=path, info={"usbVendorId": vendor, "usbProductId": product})


def extra_port(text: str) -> Device:
    """Return a port of the setting, `PATH` or `PATH=VENDOR:PRODUCT`."""
    found = _IDS.fullmatch(text)
    if found is None:
        return Device(id=text, label=text, path=text, info={})
    path, info = found["path"], {"usbVendorId": int(found["vendor"], 16), "usbProductId": int(found["product"], 16)}
    return Device(id=path, label=path, path=path, info=info)
