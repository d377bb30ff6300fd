"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence

from oro_broadcast.service import Broadcast
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Permission


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `broadcast_channel`."""
    return [
        Permission(
            name="broadcast_channel",
            description="Send messages to other windows, workers and services of this app, and hear theirs.",
            harmless=True,
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `broadcast_channel.*`."""
    return [Broadcast]
