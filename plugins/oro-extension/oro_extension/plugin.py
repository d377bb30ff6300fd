"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_extension import settings
from oro_extension.loading import PERMISSION
from oro_extension.service import Extensions
from oro_framework.hookspecs import hookimpl
from oro_framework.protected import PageAccess, ProtectedPath
from oro_framework.service import Service
from oro_framework.types import Host, Permission, Setting


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the folders extensions are loaded from."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `extensions`."""
    return [
        Permission(
            name=PERMISSION,
            description=(
                "Load the extensions of the folders in extensions_allowed_roots, which run with the rights of the app, "
                "and call their routes"
            ),
        )
    ]


@hookimpl
def oro_protected_paths(host: Host) -> Sequence[ProtectedPath]:
    """Keep pages from writing what runs with the rights of the app."""
    roots = settings.named_roots(host.settings[settings.ROOTS], host.root)
    return [ProtectedPath(path=root, what="a folder of extensions", access=PageAccess.READ) for root in roots]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `extension.*`."""
    return [Extensions]
