"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Setting
from oro_jobs import settings

if TYPE_CHECKING:
    import click


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `jobs_*`."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `jobs`."""
    from oro_jobs.service import PERMISSION

    description = "Have the app do long work that it offers, follow it, and end it."
    return [Permission(name=PERMISSION, description=description)]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `jobs.*`."""
    from oro_jobs.service import Jobs

    return [Jobs]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages that watch are told."""
    from oro_jobs import events

    return events.ALL


@hookimpl
def oro_hookspecs() -> Sequence[ModuleType]:
    """Bring `oro_jobs_functions`."""
    from oro_jobs import hookspecs

    return [hookspecs]


@hookimpl
def oro_commands(cli: click.Group) -> None:
    """Add `oro jobs`."""
    from oro_jobs.command import command

    cli.add_command(command)
