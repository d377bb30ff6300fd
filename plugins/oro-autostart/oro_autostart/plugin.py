"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence

from oro_autostart.service import Autostart
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Permission


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `autostart`."""
    return [Permission(name="autostart", description="Have the app start whenever the person logs in, or no longer.")]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `autostart.*`."""
    return [Autostart]
