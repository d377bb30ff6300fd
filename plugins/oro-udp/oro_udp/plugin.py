"""The hooks by which this distribution declares its parts to the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Setting
from oro_udp import events, settings
from oro_udp.service import UDP


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `udp_max_sockets` and the scopes of the permission."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `udp`."""
    return [
        Permission(
            name="udp",
            description=(
                "Send and receive datagrams: bind UDP ports of this machine, reach any host and port, broadcast and "
                "join multicast groups"
            ),
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `udp.*`."""
    return [UDP]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the events that tell pages of datagrams."""
    return events.ALL
