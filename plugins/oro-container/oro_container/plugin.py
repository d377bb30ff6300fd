"""The hooks by which this distribution declares its parts to the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_container import settings
from oro_framework.hookspecs import hookimpl
from oro_framework.types import Host, Mount, Permission, Setting


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `container_*`."""
    return settings.ALL


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
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Put the files of the page engine into the app's origin."""
    from oro_container.page_host.mount import PATH, PageAssets

    return [Mount(path=PATH, app=PageAssets(host))]
