"""The hooks by which this distribution declares its parts to the host."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Preload, Setting, Window
from oro_fs import settings
from oro_fs.handles.watcher import Change
from oro_fs.service import FS

_GLOBALS = Path(__file__).with_name("js") / "fs" / "web" / "globals.js"


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the `filesystem_*` keys."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `fs`."""
    return [
        Permission(
            name="fs",
            description=(
                "Read, write, watch and remove files and folders with the rights of the user who runs the app; "
                "with filesystem_sandbox_enabled only inside mounts, the app's own folders, the temporary folder "
                "and the user's Desktop, Documents, Downloads, Music, Pictures and Videos, and the app's resources "
                "and code only for reading"
            ),
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `fs.*`."""
    return [FS]


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Tell pages where their files are on disk, and make the web's file handles those of `oro:fs/web`."""
    host = window.host
    mounted = {"/" + "/".join(mount.names): str(mount.folder) for mount in host.mounts}
    folders = {"/": str(host.root), **mounted}
    return Preload(script=_GLOBALS.read_text("utf-8"), args={"folders": folders}, permission="fs")


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the event that tells pages of changes in what they watch."""
    return [PageEvent(name="fs.watch", push=True, detail=Change, summary="Something that is watched has changed.")]
