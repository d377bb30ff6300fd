"""The filters of `navigator.hid.requestDevice()`. Sans-IO."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from oro_devices.device import Device

__all__ = ("HidFilter", "fits")


class HidFilter(Struct, frozen=True, rename="camel"):
    """A filter; a device fits when every member that is given does."""

    vendor_id: int | None = None
    product_id: int | None = None
    usage_page: int | None = None
    usage: int | None = None


def fits(device: Device, filters: Sequence[HidFilter], excluded: Sequence[HidFilter] = ()) -> bool:
    """Return whether a device fits one of the filters, or there is none, and none of those that exclude."""
    return (not filters or any(_fits(device, each) for each in filters)) and not any(
        _fits(device, each) for each in excluded
    )


def _fits(device: Device, wanted: HidFilter) -> bool:
    info = device.info
    if wanted.vendor_id is not None and wanted.vendor_id != info["vendorId"]:
        return False
    if wanted.product_id is not None and wanted.product_id != info["productId"]:
        return False
    return wanted.usage_page is None or any(
        each["usagePage"] == wanted.usage_page and wanted.usage in (None, each["usage"]) for each in info["collections"]
    )
