"""Events for pages that watch devices."""

from __future__ import annotations

from typing import Any, TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "CONNECTED", "DISCONNECTED", "LOST", "Plugged", "Removed")

CONNECTED, DISCONNECTED, LOST = "deviceconnected", "devicedisconnected", "devicelost"


class Plugged(TypedDict):
    """A device as `serial.getPorts` and its like return it."""

    kind: str
    id: str
    info: dict[str, Any]


class Removed(TypedDict):
    """The kind of the device, and its id."""

    kind: str
    id: str


ALL = (
    PageEvent(name=CONNECTED, detail=Plugged, summary="A device that the page was given is plugged in."),
    PageEvent(name=DISCONNECTED, detail=Removed, summary="A device that the page was given is unplugged."),
    PageEvent(name=LOST, detail=Removed, summary="A Bluetooth device that the page was connected to is gone."),
)
