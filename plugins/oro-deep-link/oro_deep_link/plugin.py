"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_deep_link import settings
from oro_deep_link.service import DeepLink
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Event, Host, Permission, Setting, Window


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the app's scheme and its hosts of the web."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `deep_link`."""
    return [
        Permission(
            name="deep_link",
            description="Know what addresses the app was opened with; have the desktop open its scheme with the app.",
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that hears of addresses."""
    return [DeepLink]


@hookimpl
def oro_started(host: Host) -> None:
    """Take the addresses of the command line."""
    _take(host, host.arguments)


@hookimpl
def oro_event(event: Event, host: Host) -> None:
    """Take the addresses of a further start, which oro-single-instance tells of."""
    if event.name == "applicationinstance":
        _take(host, event.detail["argv"])


@hookimpl
def oro_navigate(window: Window, url: str, top_level: bool) -> str | None:
    """Turn navigation of a page to an address of the app's own into the event; frames go nowhere. GUI thread."""
    service = window.host.service(DeepLink.name)
    if not isinstance(service, DeepLink) or not service.addresses.takes(url):
        return None
    if top_level:
        service.deliver_soon(url)
    return "deny"


def _take(host: Host, arguments: Sequence[str]) -> None:
    service = host.service(DeepLink.name)
    if isinstance(service, DeepLink):
        for url in service.addresses.among(arguments):
            service.deliver(url)
