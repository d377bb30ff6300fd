"""HID devices for pages."""

from __future__ import annotations

__all__ = ()
