"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from oro_devices import events, permissions, settings
from oro_devices.service import Devices
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Preload, Setting, Window


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the settings `devices_*`."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare a permission for each kind of device."""
    return permissions.ALL


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers for devices."""
    return [Devices]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages that watch are told."""
    return events.ALL


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Have `navigator.serial`, `hid`, `usb` and `bluetooth` answered by the host."""
    return Preload(script=_script())


@cache
def _script() -> str:
    return resources.files(__package__).joinpath("preload.js").read_text("utf-8").strip()
