"""`session.clear`: deletes the data that pages and sites stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from oro_framework.errors import Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.page_storage import StorageKind
from oro_framework.host.inner import inner
from oro_framework.service import route
from oro_framework.types import Call, Host, Permission

__all__ = ("oro_permissions", "oro_routes")

EVERYTHING: tuple[StorageKind, ...] = ("cookies", "storage", "cache")


@route("session.clear", permission="session")
async def clear(call: Call, kinds: list[StorageKind] | None = None) -> None:
    """Delete the engine's data of every origin, of these kinds: `cookies`, `storage`, `cache`; all when None.

    If cancelled, the data are deleted all the same.
    """
    host = inner(call.host)
    if host.backend is None or not host.backend.capabilities.storage:
        raise Unsupported("Cannot clear what pages stored: this backend keeps nothing")
    await host.windows_manager.ask_gui(partial(host.backend.clear_storage, EVERYTHING if kinds is None else kinds))


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [clear]


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `session`."""
    return [Permission(name="session", description="Throw away what pages and sites stored in this app.")]
