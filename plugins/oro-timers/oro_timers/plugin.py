"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Setting
from oro_timers import settings
from oro_timers.service import SOURCE, TimerId, Timers


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare how many timers a window may have."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `timers`."""
    return [
        Permission(name="timers", description="Have the host wait, and be told when the time is over.", harmless=True)
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `timers.*`."""
    return [Timers]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what a page is told when a time is over."""
    return [PageEvent(name=SOURCE, push=True, detail=TimerId, summary="The time of a timer is over.")]
