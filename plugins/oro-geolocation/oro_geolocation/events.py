"""Events for pages that watch the position."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "SOURCE", "Coordinates", "PositionTold", "Watched", "Watch")

SOURCE = "geolocation.watchPosition"


class Coordinates(TypedDict):
    """A place on earth: degrees, metres, metres a second; null where it is unknown."""

    latitude: float
    longitude: float
    altitude: float | None
    accuracy: float
    altitudeAccuracy: float | None
    floorLevel: int | None
    heading: float | None
    speed: float | None


class PositionTold(TypedDict):
    """Where the machine was, `timestamp` in ms since 1970."""

    coords: Coordinates
    timestamp: int


class Watch(TypedDict):
    """The id of the watch."""

    identifier: str


class Watched(PositionTold):
    """A position a page watches."""

    watch: Watch


ALL = (PageEvent(name=SOURCE, push=True, detail=Watched, summary="The machine is somewhere else."),)
