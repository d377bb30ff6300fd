"""Settings of this plugin."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import above_zero
from oro_framework.types import Setting

__all__ = ("ALL", "SCAN", "SERIAL_PORTS")

_NONE: tuple[str, ...] = ()

SERIAL_PORTS = Setting(
    "devices_serial_ports",
    tuple[str, ...],
    _NONE,
    "paths of serial ports besides those that the system lists, such as pseudo-terminals; "
    '"/tmp/board=2341:0043" stands in for a USB device of these ids',
)
SCAN = Setting(
    "devices_bluetooth_scan", above_zero, 4.0, "seconds that Bluetooth devices are looked for before a choice"
)
ALL: tuple[Setting[Any], ...] = (SERIAL_PORTS, SCAN)
