"""Looks for Bluetooth devices near by, with bleak."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from oro_devices.bluetooth.errors import NoAdapter
from oro_devices.device import Device
from oro_devices.errors import DeviceFailed
from oro_devices.optional import library
from oro_framework.types import AsyncioLoop

__all__ = ("Scanner", "failures")


class Scanner:
    """See the module.

    Args:
        loop: where bleak runs.
        seconds: how long devices are looked for.
    """

    def __init__(self, loop: AsyncioLoop, seconds: float) -> None:
        self._loop = loop
        self._seconds = seconds
        self._seen: dict[str, tuple[Device, Any]] = {}

    async def scan(self) -> list[Device]:
        """Return the devices that advertise themselves within the time, those with names first.

        Raises:
            NotInstalled: bleak is not there.
            NoAdapter: there is no adapter that is switched on.
        """
        bleak = await library("bluetooth", "bleak")
        with failures(bleak, "look for Bluetooth devices"):
            found = await self._loop.run(lambda: bleak.BleakScanner.discover(self._seconds, return_adv=True))
        seen = [(_device(each, advertised), each) for each, advertised in found.values()]
        self._seen |= {device.id: (device, each) for device, each in seen}
        return sorted((device for device, _ in seen), key=lambda device: (device.info["name"] is None, device.label))

    async def probe(self) -> None:
        """Find out whether devices can be looked for. Raises as `scan` does."""
        bleak = await library("bluetooth", "bleak")

        async def probe() -> None:
            async with bleak.BleakScanner():
                return

        with failures(bleak, "use Bluetooth"):
            await self._loop.run(probe)

    def known(self) -> list[Device]:
        """Return the devices that were seen in this run."""
        return [device for device, _ in self._seen.values()]

    def peripheral(self, id: str) -> Any:
        """Return a device as bleak knows it: as it was seen, or by its address alone."""
        return self._seen[id][1] if id in self._seen else id


def _device(found: Any, advertised: Any) -> Device:
    name = advertised.local_name or found.name
    return Device(
        id=found.address,
        label=f"{name or 'Unnamed device'} ({found.address})",
        path=found.address,
        info={
            "name": name,
            "uuids": [uuid.lower() for uuid in advertised.service_uuids],
            "manufacturerData": {str(key): bytes(value).hex() for key, value in advertised.manufacturer_data.items()},
            "serviceData": {key.lower(): bytes(value).hex() for key, value in advertised.service_data.items()},
        },
    )


@contextmanager
def failures(bleak: Any, verb: str) -> Iterator[None]:
    """Say what failed instead of what bleak, or the bus below it, raised.

    Raises:
        NoAdapter: there is no adapter, or no service that drives it.
        DeviceFailed: the device, or the service, refused.
    """
    try:
        yield
    except (bleak.exc.BleakBluetoothNotAvailableError, OSError) as error:
        raise NoAdapter(f"Cannot {verb}: {error}") from error
    except (bleak.exc.BleakError, TimeoutError) as error:
        raise DeviceFailed(f"Cannot {verb}: {error or 'it took too long'}") from error
