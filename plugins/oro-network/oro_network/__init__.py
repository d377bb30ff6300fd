"""Whether the machine is connected: routes `network.*`, the events `online` and `offline`, and `oro:network`."""

from __future__ import annotations

__all__ = ()
