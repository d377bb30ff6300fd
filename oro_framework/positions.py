"""Positions of the machine, as providers report them (hook `oro_positions`)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from msgspec import Struct

from oro_framework.errors import OroError

__all__ = ("Position", "PositionProvider", "PositionUnavailable")


class Position(Struct, frozen=True, kw_only=True):
    """A position on earth (WGS 84), and the time of it."""

    latitude: float
    """Degrees, north is positive."""
    longitude: float
    """Degrees, east is positive."""
    accuracy: float
    """Metres of the radius that holds the machine with 95 % confidence."""
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
    """The position of the machine cannot be determined."""

    code = "POSITION_UNAVAILABLE"
    type = "GeolocationPositionError"
    status = 503


class PositionProvider(Protocol):
    """Reports positions of the machine."""

    def positions(self, *, precise: bool) -> AsyncIterator[Position]:
        """Yield the position as soon as it is known, then whenever it changes; closed when no page listens.

        Args:
            precise: as exactly as possible, even if that takes more power.

        Raises:
            PositionUnavailable: the position is not, or no longer, known.
        """
        ...
