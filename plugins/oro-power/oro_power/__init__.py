"""The machine awake and asleep: routes `power.*`, their events, and the module `oro:power`."""

from __future__ import annotations

__all__ = ()
