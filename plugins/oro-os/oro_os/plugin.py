"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Permission, Preload, Window
from oro_os.folders import paths
from oro_os.service import OS


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `os`."""
    return [
        Permission(
            name="os",
            description=(
                "Know the machine: its system, processors, memory, load, network interfaces, the user's name and "
                "folders; set the priority of the user's processes"
            ),
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `os.*`."""
    return [OS]


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Tell pages where the user's folders are, `__args.paths`, so that `oro:path` can name them at once."""
    return Preload(args={"paths": paths(window.host.root, window.host.bundle)}, permission="os")
