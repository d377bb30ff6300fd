"""The description of a USB device for pages, from its descriptors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from oro_devices.device import Device

__all__ = ("as_device", "place_of")

SYSTEM = Path("/sys/bus/usb/devices")
HUB = 9
_TYPES = {0: "control", 1: "isochronous", 2: "bulk", 3: "interrupt"}


def as_device(found: Any, system: Path = SYSTEM) -> Device | None:
    """Return a device of pyusb; None for hubs, which no page uses. It is not opened.

    Args:
        found: a `usb.core.Device`.
        system: the folder of the kernel that has the names of devices.
    """
    if found.bDeviceClass == HUB:
        return None
    place = place_of(found)
    names = {name: _text(system / place / name) for name in ("manufacturer", "product", "serial")}
    vendor, product = int(found.idVendor), int(found.idProduct)
    name = names["product"] or f"USB device {vendor:04x}:{product:04x}"
    return Device(
        id=f"{vendor:04x}:{product:04x}/{names['serial'] or f'@{place}'}",
        label=f"{name} ({vendor:04x}:{product:04x})",
        path=f"/dev/bus/usb/{found.bus or 0:03}/{found.address or 0:03}",
        info={
            "usbVersion": int(found.bcdUSB),
            "deviceVersion": int(found.bcdDevice),
            "deviceClass": int(found.bDeviceClass),
            "deviceSubclass": int(found.bDeviceSubClass),
            "deviceProtocol": int(found.bDeviceProtocol),
            "vendorId": vendor,
            "productId": product,
            "manufacturerName": names["manufacturer"],
            "productName": names["product"],
            "serialNumber": names["serial"],
            "configurations": [_configuration(each) for each in found],
        },
    )


def place_of(found: Any) -> str:
    """Return where a device is plugged in, as the kernel names it: the bus, and the ports of hubs on the way."""
    ports = ".".join(str(port) for port in found.port_numbers or ())
    return f"{found.bus or 0}-{ports or found.address or 0}"


def _text(path: Path) -> str | None:
    try:
        return path.read_text(errors="replace").strip() or None
    except OSError:
        return None


def _configuration(found: Any) -> Mapping[str, Any]:
    interfaces: dict[int, list[Mapping[str, Any]]] = {}
    for setting in found:
        interfaces.setdefault(int(setting.bInterfaceNumber), []).append(_alternate(setting))
    return {
        "configurationValue": int(found.bConfigurationValue),
        "configurationName": None,
        "interfaces": [{"interfaceNumber": number, "alternates": each} for number, each in sorted(interfaces.items())],
    }


def _alternate(found: Any) -> Mapping[str, Any]:
    return {
        "alternateSetting": int(found.bAlternateSetting),
        "interfaceClass": int(found.bInterfaceClass),
        "interfaceSubclass": int(found.bInterfaceSubClass),
        "interfaceProtocol": int(found.bInterfaceProtocol),
        "interfaceName": None,
        "endpoints": _endpoints(found),
    }


def _endpoints(found: Iterable[Any]) -> list[Mapping[str, Any]]:
    return [
        {
            "endpointNumber": int(each.bEndpointAddress) & 15,
            "direction": "in" if each.bEndpointAddress & 0x80 else "out",
            "type": _TYPES[int(each.bmAttributes) & 3],
            "packetSize": int(each.wMaxPacketSize) & 0x7FF,
        }
        for each in found
    ]
