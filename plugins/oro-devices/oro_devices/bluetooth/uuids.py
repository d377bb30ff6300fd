"""UUIDs of Bluetooth, and those that pages never reach (https://github.com/WebBluetoothCG/registries). Sans-IO."""

from __future__ import annotations

__all__ = ("is_excluded", "is_readable", "is_writable", "short")

_BASE = "-0000-1000-8000-00805f9b34fb"


def short(value: int) -> str:
    """Return the UUID that 16 or 32 bits stand for."""
    return f"{value:08x}{_BASE}"


_EXCLUDED = frozenset({
    short(0x1812),  # HID
    short(0xFFFD),  # FIDO
    "00001530-1212-efde-1523-785feabcd123",  # firmware updates
    "f000ffc0-0451-4000-b000-000000000000",  # firmware updates
    short(0x2A03),  # reconnection address
    short(0x2A25),  # serial number
})  # fmt: skip
_NOT_WRITTEN = frozenset({short(0x2A02), short(0x2902), short(0x2903)})
_NOT_READ: frozenset[str] = frozenset({"bad1c9a2-9a5b-4015-8b60-1579bbbf2135"})


def is_excluded(uuid: str) -> bool:
    """Return whether pages never reach what has a UUID."""
    return uuid.lower() in _EXCLUDED


def is_readable(uuid: str) -> bool:
    """Return whether pages may read the value of a characteristic or descriptor."""
    return not is_excluded(uuid) and uuid.lower() not in _NOT_READ


def is_writable(uuid: str) -> bool:
    """Return whether pages may write the value of a characteristic or descriptor."""
    return not is_excluded(uuid) and uuid.lower() not in _NOT_WRITTEN
