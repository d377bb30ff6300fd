"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Setting
from oro_http import settings
from oro_http.service import HttpIpc

__all__ = ("oro_services", "oro_settings")


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the `http_ipc_*` keys."""
    return settings.ALL


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that keeps the server."""
    return [HttpIpc]
