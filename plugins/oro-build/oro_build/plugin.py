"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import click

from oro_build import hookspecs, settings
from oro_framework.hookspecs import hookimpl
from oro_framework.types import Setting


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare what an author says of the app in `[build]`."""
    return settings.ALL


@hookimpl
def oro_hookspecs() -> Sequence[ModuleType]:
    """Declare the hook by which versions are published."""
    return [hookspecs]


@hookimpl
def oro_commands(cli: click.Group) -> None:
    """Add `oro build`."""
    from oro_build.command import command

    cli.add_command(command)
