"""UDP sockets for oro-framework: routes, multicast, and the modules `oro:dgram` stands on."""

from __future__ import annotations

__all__ = ()
