"""The filters of `navigator.usb.requestDevice()`. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from oro_devices.device import Device

__all__ = ("UsbFilter", "fits")


class UsbFilter(Struct, frozen=True, rename="camel"):
    """A filter; a device fits when every member that is given does."""

    vendor_id: int | None = None
    product_id: int | None = None
    class_code: int | None = None
    subclass_code: int | None = None
    protocol_code: int | None = None
    serial_number: str | None = None


def fits(device: Device, filters: Sequence[UsbFilter], excluded: Sequence[UsbFilter] = ()) -> bool:
    """Return whether a device fits one of the filters, or there is none, and none of those that exclude."""
    return (not filters or any(_fits(device, each) for each in filters)) and not any(
        _fits(device, each) for each in excluded
    )


def _fits(device: Device, wanted: UsbFilter) -> bool:
    named = {"vendorId": wanted.vendor_id, "productId": wanted.product_id, "serialNumber": wanted.serial_number}
    if any(device.info[name] != value for name, value in named.items() if value is not None):
        return False
    return wanted.class_code is None or any(_has(codes, wanted) for codes in _classes(device.info))


def _classes(info: Mapping[str, Any]) -> Iterator[tuple[int, int, int]]:
    """Yield class, subclass and protocol of the device, and of each of its interfaces."""
    yield info["deviceClass"], info["deviceSubclass"], info["deviceProtocol"]
    for configuration in info["configurations"]:
        for interface in configuration["interfaces"]:
            for each in interface["alternates"]:
                yield each["interfaceClass"], each["interfaceSubclass"], each["interfaceProtocol"]


def _has(codes: tuple[int, int, int], wanted: UsbFilter) -> bool:
    asked = (wanted.class_code, wanted.subclass_code, wanted.protocol_code)
    return all(value in (None, code) for value, code in zip(asked, codes, strict=True))
