"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence

from oro_eel.page_script import PATH, PageScript
from oro_eel.service import CALLED, RETURNED, Eel, PageCalled, PageReturned
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, Mount, PageEvent, Permission


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `eel`."""
    description = "Call the functions that the app's Python exposes, and be called by it."
    return [Permission(name="eel", description=description)]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `eel.*`."""
    return [Eel]


@hookimpl
def oro_mounts() -> Sequence[Mount]:
    """Declare the script that pages load as `/eel.js`."""
    return [Mount(path=PATH, app=PageScript())]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages are told."""
    return [
        PageEvent(name=CALLED, detail=PageCalled, summary="Python called a function of the page."),
        PageEvent(name=RETURNED, detail=PageReturned, summary="A function of Python has ended."),
    ]
