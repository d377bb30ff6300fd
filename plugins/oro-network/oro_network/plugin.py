"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Preload, Window
from oro_network import events
from oro_network.service import Network


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `network`."""
    return [Permission(name="network", description="Know whether the machine is connected, and through what")]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `network.*`."""
    return [Network]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare `online`, `offline` and `networkchange`."""
    return events.ALL


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Make `navigator.onLine` and its events those of the host; a window may be there before the service is."""
    service = window.host.service(Network.name)
    online = not isinstance(service, Network) or service.status.online
    return Preload(script=_script(), args={"online": online}, permission="network")


@cache
def _script() -> str:
    return resources.files(__package__).joinpath("preload.js").read_text("utf-8").strip()
