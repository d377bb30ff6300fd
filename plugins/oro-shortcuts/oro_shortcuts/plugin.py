"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Event, Host, PageEvent, Permission
from oro_shortcuts import events
from oro_shortcuts.by_hand import ids_of
from oro_shortcuts.service import Shortcuts

STARTED_AGAIN = "applicationinstance"
"""The event of oro-single-instance: the app was started once more."""


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `shortcuts`."""
    description = "Hear certain keys while another program has the keyboard."
    return [Permission(name="shortcuts", description=description)]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `shortcuts.*`."""
    return [Shortcuts]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages that bind are told."""
    return events.ALL


@hookimpl
def oro_started(host: Host) -> None:
    """Tell of the shortcut that started the app."""
    _pressed(host, host.arguments)


@hookimpl
def oro_event(event: Event, host: Host) -> None:
    """Tell of the shortcut for which the app was started once more."""
    if event.name == STARTED_AGAIN:
        _pressed(host, event.detail["argv"])


def _pressed(host: Host, arguments: Sequence[str]) -> None:
    for id in ids_of(arguments):
        for name in (events.PRESS, events.RELEASE):
            detail: events.Used = {"id": id, "time": 0, "token": ""}
            host.announce(name, detail)
            host.event(Event(name=name, detail=detail))
