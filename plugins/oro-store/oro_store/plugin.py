"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.hookspecs import hookimpl
from oro_framework.protected import ProtectedPath
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission
from oro_store.service import EVENT, Changed, Store, database_path


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `store`."""
    return [Permission(name="store", description="Keep values for the app, read them and delete them.")]


@hookimpl
def oro_protected_paths(host: Host) -> Sequence[ProtectedPath]:
    """Keep the database, and what SQLite puts beside it, behind permission `store`."""
    path = database_path(host.bundle)
    files = [path.with_name(path.name + ending) for ending in ("", "-journal", "-wal", "-shm")]
    return [ProtectedPath(path=file, what="the store of the app", always=True) for file in files]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `store.*`."""
    return [Store]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages are told of changes."""
    return [PageEvent(name=EVENT, detail=Changed, summary="A store was changed, by whatever page.")]
