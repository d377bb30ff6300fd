"""The filters of `navigator.serial.requestPort()`. Sans-IO."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from oro_devices.device import Device

__all__ = ("PortFilter", "fits")


class PortFilter(Struct, frozen=True, rename="camel"):
    """A filter; a port fits when every member that is given does."""

    usb_vendor_id: int | None = None
    usb_product_id: int | None = None
    bluetooth_service_class_id: str | int | None = None
    """Ports of this plugin are none of Bluetooth's, so nothing fits a filter that names one."""


def fits(device: Device, filters: Sequence[PortFilter]) -> bool:
    """Return whether a port fits one of the filters; without filters, all do."""
    return not filters or any(_fits(device, each) for each in filters)


def _fits(device: Device, wanted: PortFilter) -> bool:
    if wanted.bluetooth_service_class_id is not None:
        return False
    named = {"usbVendorId": wanted.usb_vendor_id, "usbProductId": wanted.usb_product_id}
    return all(device.info.get(name) == value for name, value in named.items() if value is not None)
