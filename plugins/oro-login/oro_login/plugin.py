"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Setting
from oro_login import events, settings
from oro_login.service import Login


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the accounts, and those that pages may use."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `login`."""
    return [
        Permission(
            name="login",
            description=(
                "Have you sign in to accounts in your browser, know who you are there, and ask servers in your name"
            ),
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `login.*`."""
    return [Login]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages are told of accounts."""
    return events.ALL


@hookimpl
def oro_hookspecs() -> Sequence[ModuleType]:
    """Bring `oro_login_providers`."""
    from oro_login import hookspecs

    return [hookspecs]
