"""The hooks by which this distribution declares its parts to the host."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Module, Permission, Setting
from oro_sqlite import settings
from oro_sqlite.service import SQLite


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the limits of one window."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `sqlite`."""
    return [
        Permission(
            name="sqlite",
            description=(
                "Open, make and change SQLite databases anywhere the app's user may; with filesystem_sandbox_enabled "
                "only in the folders of the sandbox"
            ),
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `sqlite.*`."""
    return [SQLite]


@hookimpl
def oro_modules() -> Sequence[Module]:
    """Offer `oro:sqlite` as `node:sqlite` too."""
    return [Module(name="sqlite", path=Path(__file__).with_name("js") / "sqlite.js", node=True)]
