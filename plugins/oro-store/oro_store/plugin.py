"""What this distribution declares to the host."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission
from oro_store.service import EVENT, Changed, Store


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `store`."""
    return [Permission(name="store", description="Keep values for the app, read them and delete them.")]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `store.*`."""
    return [Store]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages are told of changes."""
    return [PageEvent(name=EVENT, detail=Changed, summary="A store was changed, by whatever page.")]
