"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Preload, Setting, Window
from oro_power import events, settings
from oro_power.service import PowerService


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `power_awake` and `power_watch`."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `power`."""
    description = "Keep the machine awake, and know of its battery and of when it sleeps, is locked or is idle."
    return [Permission(name="power", description=description)]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `power.*`."""
    return [PowerService]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages that watch are told."""
    return events.ALL


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Have `navigator.wakeLock` and `navigator.getBattery` answered by the host."""
    return Preload(script=_script(), permission="power")


@cache
def _script() -> str:
    return resources.files(__package__).joinpath("preload.js").read_text("utf-8").strip()
