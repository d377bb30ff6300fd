"""Events about the network for pages."""

from __future__ import annotations

from typing import Literal, TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "Connection", "NetworkStatus")


class Connection(TypedDict):
    """The machine was connected, or disconnected."""

    name: Literal["online", "offline"]
    message: str


class NetworkStatus(TypedDict):
    """Whether the machine is connected, and the interfaces it is connected through."""

    online: bool
    interfaces: list[str]


ALL = (
    PageEvent(name="online", detail=Connection, summary="The machine was connected to a network."),
    PageEvent(name="offline", detail=Connection, summary="The machine was disconnected from its last network."),
    PageEvent(name="networkchange", detail=NetworkStatus, summary="The machine is connected in another way."),
)
