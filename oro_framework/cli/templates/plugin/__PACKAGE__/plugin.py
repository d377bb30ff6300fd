"""Declarations of this plugin to the host: hooks only, so that finding out what it brings costs little."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_framework import Service, hookimpl
from oro_framework.types import Permission, Setting

from __PACKAGE__ import settings

WRITTEN_FOR = "0.1"
"""The version of the framework whose hooks are used here."""


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare `[__MODULE__]` of oro.toml."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `__MODULE__`, which pages need for every route."""
    return [Permission(name="__MODULE__", description="Ask for greetings")]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `__MODULE__.*`."""
    from __PACKAGE__.service import __CLASS__

    return [__CLASS__]
