"""Where the machine is: routes `geolocation.*`, `navigator.geolocation`, and `oro:geolocation`."""

from __future__ import annotations

__all__ = ()
