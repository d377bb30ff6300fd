"""The options of `navigator.bluetooth.requestDevice()`. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from oro_devices.device import Device

__all__ = ("BluetoothFilter", "DataFilter", "fits", "services_of")


class DataFilter(Struct, frozen=True, rename="camel"):
    """A filter of what is advertised, its bytes as hexadecimal text: the data begin with the prefix, under the mask."""

    key: str
    data_prefix: str = ""
    mask: str = ""


class BluetoothFilter(Struct, frozen=True, rename="camel"):
    """A filter; a device fits when every member that is given does."""

    services: tuple[str, ...] = ()
    name: str | None = None
    name_prefix: str | None = None
    manufacturer_data: tuple[DataFilter, ...] = ()
    """Keys are the numbers of companies, in decimal."""
    service_data: tuple[DataFilter, ...] = ()
    """Keys are UUIDs."""


def services_of(filters: Sequence[BluetoothFilter], optional: Sequence[str]) -> frozenset[str]:
    """Return the UUIDs of the services that a page may use of the device it is given."""
    return frozenset(uuid.lower() for uuid in (*optional, *(each for wanted in filters for each in wanted.services)))


def fits(device: Device, filters: Sequence[BluetoothFilter], excluded: Sequence[BluetoothFilter] = ()) -> bool:
    """Return whether a device fits one of the filters, or there is none, and none of those that exclude."""
    return (not filters or any(_fits(device, each) for each in filters)) and not any(
        _fits(device, each) for each in excluded
    )


def _fits(device: Device, wanted: BluetoothFilter) -> bool:
    info, name = device.info, str(device.info["name"] or "")
    return (
        {uuid.lower() for uuid in wanted.services} <= {uuid.lower() for uuid in info["uuids"]}
        and wanted.name in (None, name)
        and name.startswith(wanted.name_prefix or "")
        and all(_has(info["manufacturerData"], each) for each in wanted.manufacturer_data)
        and all(_has(info["serviceData"], each) for each in wanted.service_data)
    )


def _has(advertised: Mapping[str, str], wanted: DataFilter) -> bool:
    if wanted.key.lower() not in advertised:
        return False
    data, prefix = bytes.fromhex(advertised[wanted.key.lower()]), bytes.fromhex(wanted.data_prefix)
    mask = bytes.fromhex(wanted.mask) if wanted.mask else b"\xff" * len(prefix)
    return len(data) >= len(prefix) and all(
        have & under == want & under for have, want, under in zip(data, prefix, mask, strict=False)
    )
