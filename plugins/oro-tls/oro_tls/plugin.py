"""Hooks of the plugin: settings, permissions, services and events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Setting
from oro_tls import events, settings
from oro_tls.services.net import Net
from oro_tls.services.tls import Tls


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare limits, the scopes of the permissions, and pins."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permissions `net` and `tls`."""
    return [
        Permission(
            name="net",
            description="Open TCP connections to any host and port, listen on ports of this machine, use Unix sockets",
        ),
        Permission(
            name="tls",
            description="Open TLS connections to any host and port, and listen on ports of this machine",
        ),
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the services that answer `net.*` and `tls.*`."""
    return [Net, Tls]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the events of connections and servers."""
    return events.ALL
