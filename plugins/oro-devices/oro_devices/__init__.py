"""Serial ports, HID, USB and Bluetooth devices for pages, as the web has them."""

from __future__ import annotations

__all__ = ()
