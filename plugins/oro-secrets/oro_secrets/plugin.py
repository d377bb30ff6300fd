"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Permission
from oro_secrets.service import Secrets


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `secrets`."""
    return [Permission(name="secrets", description="Keep secrets of the app in the desktop's keyring, and read them.")]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `secrets.*`."""
    return [Secrets]
