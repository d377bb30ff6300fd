"""The hooks by which this distribution declares its parts to the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Setting
from oro_process import events, settings
from oro_process.service import Process


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the limits and the scope of the permission."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `process`."""
    return [
        Permission(
            name="process",
            description=(
                "Start programs of this machine as the app's user, feed and read them, and end them; no file sandbox "
                "holds programs"
            ),
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `child_process.*` and `process.*`."""
    return [Process]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the event that tells pages of their programs."""
    return events.ALL
