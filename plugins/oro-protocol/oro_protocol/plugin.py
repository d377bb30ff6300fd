"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Permission, Scheme, Setting
from oro_protocol import events, settings
from oro_protocol.service import ProtocolHandlers, app_of


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the schemes an app has."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `protocol`."""
    return [Permission(name="protocol", description="Answer the schemes the app names in webview_protocol-handlers")]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `protocol.*`."""
    return [ProtocolHandlers]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what the page that answers is told."""
    return events.ALL


@hookimpl
def oro_schemes(host: Host) -> Sequence[Scheme]:
    """Declare the schemes the app names; the service itself keeps other origins out, but not the schemes' own."""
    return [Scheme(name=name, app=app_of(host, name), foreign=True) for name in settings.schemes_of(host.settings)]
