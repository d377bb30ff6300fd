"""Battery, mains and lid, as UPower tells of them. Loop thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from oro_framework.desktop_bus import BusService, DesktopBus
from oro_power.battery import battery_of
from oro_power.events import Supply

__all__ = ("PowerSupply",)

_UPOWER = BusService("org.freedesktop.UPower", "/org/freedesktop/UPower", "org.freedesktop.UPower")
_DEVICE = _UPOWER.at("/org/freedesktop/UPower/devices/DisplayDevice", "org.freedesktop.UPower.Device")


class PowerSupply:
    """Battery, mains and lid.

    Args:
        bus: the system's.
        told: called when something changed.
    """

    def __init__(self, bus: DesktopBus, told: Callable[[], None]) -> None:
        self._bus = bus
        self._told = told
        self._machine: dict[str, Any] = {}
        self._device: dict[str, Any] = {}

    async def begin(self) -> None:
        """Read everything, and listen to changes.

        Raises:
            OroError: UPower is not there.
        """
        self._machine.update(await self._bus.follow(_UPOWER, self._changes(self._machine)))
        self._device.update(await self._bus.follow(_DEVICE, self._changes(self._device)))

    def as_mapping(self) -> Supply:
        """Return what pages are told."""
        machine = self._machine
        return {
            "battery": battery_of(self._device),
            "onBattery": machine.get("OnBattery"),
            "lidClosed": machine.get("LidIsClosed") if machine.get("LidIsPresent") else None,
        }

    def _changes(self, known: dict[str, Any]) -> Callable[[Mapping[str, Any]], None]:
        def changed(properties: Mapping[str, Any]) -> None:
            before = self.as_mapping()
            known.update(properties)
            if self.as_mapping() != before:
                self._told()

        return changed
