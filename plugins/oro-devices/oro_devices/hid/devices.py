"""Lists the HID devices of this machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from anyio import to_thread

from oro_devices.device import Device
from oro_devices.errors import NotInstalled
from oro_devices.hid.descriptor import Collection, read_descriptor
from oro_devices.hid.protected import open_collections
from oro_devices.optional import library

__all__ = ("as_devices", "find_devices", "hidapi")

SYSTEM = Path("/sys/class/hidraw")


async def hidapi() -> Any:
    """Return hidapi's module: the one over hidraw, whose files a udev rule can give to people, where there is one.

    Raises:
        NotInstalled: hidapi is not there.
    """
    try:
        return await library("hid", "hidraw")
    except NotInstalled:
        return await library("hid", "hid")


async def find_devices() -> list[Device]:
    """Return the devices that are there and that pages may know.

    Raises:
        NotInstalled: hidapi is not there.
    """
    module = await hidapi()
    return await to_thread.run_sync(lambda: as_devices(module.enumerate(), SYSTEM))


def as_devices(entries: Iterable[Mapping[str, Any]], system: Path) -> list[Device]:
    """Return devices as hidapi describes them: an entry for each top-level collection, and one path for each device.

    Args:
        entries: of `hid.enumerate()`.
        system: the folder of the kernel that has report descriptors.
    """
    ordered = sorted(entries, key=lambda entry: _path(entry))
    found = (_device(path, list(parts), system) for path, parts in groupby(ordered, key=lambda entry: _path(entry)))
    return [device for device in found if device is not None]


def _path(entry: Mapping[str, Any]) -> str:
    path = entry["path"]
    return path.decode(errors="surrogateescape") if isinstance(path, bytes) else str(path)


def _device(path: str, entries: list[Mapping[str, Any]], system: Path) -> Device | None:
    first = entries[0]
    collections = open_collections(_described(path, system) or [_collection(entry) for entry in entries])
    if not collections:
        return None
    vendor, product = int(first["vendor_id"]), int(first["product_id"])
    name = first.get("product_string") or f"HID device {vendor:04x}:{product:04x}"
    mark = first.get("serial_number") or f"@{_place(path, system)}"
    interface = first.get("interface_number", -1)
    parts = [f"{vendor:04x}:{product:04x}", str(mark), *([str(interface)] if interface not in (None, -1) else [])]
    info = {"vendorId": vendor, "productId": product, "productName": name, "collections": collections}
    return Device(id="/".join(parts), label=f"{name} ({vendor:04x}:{product:04x})", path=path, info=info)


def _described(path: str, system: Path) -> list[Collection]:
    try:
        return read_descriptor((system / Path(path).name / "device" / "report_descriptor").read_bytes())
    except OSError:
        return []


def _place(path: str, system: Path) -> str:
    """Return where a device without a serial number is plugged in, as the kernel names it; else its path."""
    try:
        told = (system / Path(path).name / "device" / "uevent").read_text(errors="replace")
    except OSError:
        return path
    found = re.search(r"^HID_PHYS=(.+)$", told, re.MULTILINE)
    return found[1] if found else path


def _collection(entry: Mapping[str, Any]) -> Collection:
    return Collection(
        usagePage=int(entry.get("usage_page") or 0), usage=int(entry.get("usage") or 0), type=1,
        children=[], inputReports=[], outputReports=[], featureReports=[],
    )  # fmt: skip
