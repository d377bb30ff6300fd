"""Declarations of this distribution to the host.

`oro --help` imports this module only for the command, so modules for apps are imported inside the hooks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Permission, Setting
from oro_mcp import settings

if TYPE_CHECKING:
    import click


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `mcp_*`."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permissions `mcp` and `mcp_client`."""
    return [
        Permission(name="mcp", description="Use the servers of tools that the app names, and have models use them."),
        Permission(name="mcp_client", description="Use this app by its tools, as an agent beside it."),
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `mcp.*`."""
    from oro_mcp.service import Mcp

    return [Mcp]


@hookimpl
def oro_commands(cli: click.Group) -> None:
    """Add `oro mcp`."""
    from oro_mcp.command import command

    cli.add_command(command)
