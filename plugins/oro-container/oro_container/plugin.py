"""The hooks by which this distribution declares its parts to the host.

`oro --help` imports this module only for the command, so modules for apps are imported inside the hooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from oro_container import settings
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Mount, Permission, Setting

if TYPE_CHECKING:
    import click

    from oro_framework.commands import Finding


@hookimpl
def oro_csp() -> Mapping[str, Iterable[str]]:
    """Add the origins of previews, which are made while the app runs; the host still admits each by its name."""
    return {"frame-src": ["http://*.localhost:*"]}


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `container_*`."""
    return settings.ALL


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `container.*`."""
    from oro_container.service import Containers

    return [Containers]


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `container`."""
    return [
        Permission(
            name="container",
            description="Run programs in containers, with the files, hosts and limits that the app grants them",
        )
    ]


@hookimpl
def oro_commands(cli: click.Group) -> None:
    """Add `oro container`."""
    from oro_container.cli.group import container

    cli.add_command(container)


@hookimpl
def oro_mounts() -> Sequence[Mount]:
    """Put the files of the page engine into the app's origin."""
    from oro_container.page_host.mount import PATH, PageAssets

    return [Mount(path=PATH, app=PageAssets())]


@hookimpl
def oro_findings() -> Sequence[Finding]:
    """Say which walls containers have here, and which Node."""
    from oro_container.cli.findings import examine

    return list(examine())
