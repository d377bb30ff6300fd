"""The battery as UPower describes it, and as pages receive it. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

__all__ = ("Battery", "BatteryState", "battery_of")

BatteryState = Literal["unknown", "charging", "discharging", "empty", "full", "waiting"]
_STATES: Mapping[int, BatteryState] = {
    1: "charging",
    2: "discharging",
    3: "empty",
    4: "full",
    5: "waiting",
    6: "waiting",
}
"""UpDeviceState; both of `waiting` are a battery that neither charges nor discharges yet."""


class Battery(TypedDict):
    """The charge of all batteries together; seconds are null where the machine cannot estimate them."""

    level: float
    """Between 0 and 1."""
    state: BatteryState
    timeToEmpty: int | None
    timeToFull: int | None


def battery_of(device: Mapping[str, Any]) -> Battery | None:
    """Return the battery of the properties of UPower's display device; None where there is none."""
    if not device.get("IsPresent", False):
        return None
    return {
        "level": min(max(float(device.get("Percentage", 0.0)), 0.0), 100.0) / 100,
        "state": _STATES.get(device.get("State", 0), "unknown"),
        "timeToEmpty": int(device.get("TimeToEmpty", 0)) or None,
        "timeToFull": int(device.get("TimeToFull", 0)) or None,
    }
