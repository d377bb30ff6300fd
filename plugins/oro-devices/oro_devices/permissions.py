"""Permissions of this plugin; what they give is chosen by the person, device by device."""

from __future__ import annotations

from oro_framework.types import Permission

__all__ = ("ALL",)

ALL = (
    Permission(name="serial", description="Use serial ports that the person chooses.", harmless=True),
    Permission(name="hid", description="Use HID devices that the person chooses.", harmless=True),
    Permission(name="usb", description="Use USB devices that the person chooses.", harmless=True),
    Permission(name="bluetooth", description="Use Bluetooth devices that the person chooses.", harmless=True),
)
