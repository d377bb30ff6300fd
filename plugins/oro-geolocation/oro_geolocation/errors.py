"""Errors of `geolocation.*` routes beyond those of the framework."""

from __future__ import annotations

from oro_framework.errors import OroError

__all__ = ("PositionTimedOut",)


class PositionTimedOut(OroError):
    """The position was not known in time."""

    code = "TIMEOUT"
    type = "GeolocationPositionError"
    status = 408

    def __init__(self, milliseconds: float) -> None:
        super().__init__(f"Cannot tell where this machine is: not within {milliseconds:g} ms")
