"""Where the machine is: what a provider tells (hook `oro_positions`), and what it raises when it cannot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from msgspec import Struct

from oro_framework.errors import OroError

__all__ = ("Position", "PositionProvider", "PositionUnavailable")


class Position(Struct, frozen=True, kw_only=True):
    """A place on earth (WGS 84), and when the machine was there."""

    latitude: float
    """Degrees, north is positive."""
    longitude: float
    """Degrees, east is positive."""
    accuracy: float
    """Metres within which the place is, with 95 % confidence."""
    timestamp: float
    """Seconds since 1970."""
    altitude: float | None = None
    """Metres above the ellipsoid."""
    altitude_accuracy: float | None = None
    heading: float | None = None
    """Degrees clockwise from true north."""
    speed: float | None = None
    """Metres a second."""
    floor_level: int | None = None


class PositionUnavailable(OroError):
    """Nobody can tell where the machine is."""

    code = "POSITION_UNAVAILABLE"
    type = "GeolocationPositionError"
    status = 503


class PositionProvider(Protocol):
    """Tells where the machine is."""

    def positions(self, *, precise: bool) -> AsyncIterator[Position]:
        """Yield the position as soon as it is known, then whenever it changes; closed when nobody wants more.

        Args:
            precise: as exactly as possible, whatever that costs.

        Raises:
            PositionUnavailable: it cannot be told, or not any more.
        """
        ...
