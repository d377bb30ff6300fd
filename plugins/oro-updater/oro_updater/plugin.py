"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Setting
from oro_updater import events, settings
from oro_updater.service import Updater

if TYPE_CHECKING:
    import click


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `[updater]`."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `updater`."""
    return [
        Permission(
            name="updater", description="Look for newer versions of the app that its author signed, and install them"
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `updater.*`."""
    return [Updater]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare `updaterchange`."""
    return events.ALL


@hookimpl
def oro_commands(cli: click.Group) -> None:
    """Add `oro keys` and `oro updates`."""
    from oro_updater.cli.keys import keys
    from oro_updater.cli.updates import updates

    cli.add_command(keys)
    cli.add_command(updates)


@hookimpl(optionalhook=True)
def oro_build_release() -> Callable[[str, Any, Path], Sequence[str]]:
    """Declare what `oro build --release` publishes by."""
    from oro_updater.author.publishing import publish_build

    return publish_build
