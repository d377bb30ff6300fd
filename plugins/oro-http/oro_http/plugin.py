"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Setting
from oro_http import settings
from oro_http.browser.service import HttpPages
from oro_http.service import HttpIpc

if TYPE_CHECKING:
    from oro_framework.host.backends.base import Backend

__all__ = ("oro_backend", "oro_services", "oro_settings")


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the `http_ipc_*` keys."""
    return settings.ALL


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the services that keep the servers: of routes, and of pages."""
    return [HttpIpc, HttpPages]


@hookimpl
def oro_backend(name: str) -> type[Backend] | None:
    """Return the backend of `oro dev --host`."""
    if name != "browser":
        return None
    from oro_http.browser.backend import BrowserBackend  # apps have no use for it

    return BrowserBackend
