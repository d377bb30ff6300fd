"""Declarations of this distribution to the host."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib import resources

from oro_desktop import events
from oro_desktop.service import DesktopService
from oro_desktop.started import take
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Event, Host, PageEvent, Permission, Preload, Window

STARTED_AGAIN = "applicationinstance"
"""The event of oro-single-instance: the app was started once more."""


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare the permissions `desktop`, `desktop_recent_files` and `desktop_drag_files`."""
    shown = "Show a number and progress on the app's icon, know the desktop's settings and the files the app opened."
    recent = "Put files on the desktop's list of files used recently, and read and clear the app's part of it."
    dragged = "Have files of the machine dragged to other programs by the person."
    return [
        Permission(name="desktop", description=shown),
        Permission(name="desktop_recent_files", description=recent),
        Permission(name="desktop_drag_files", description=dragged),
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `desktop.*` and `recent.*`."""
    return [DesktopService]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages are told."""
    return events.ALL


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Have `navigator.setAppBadge` and `navigator.clearAppBadge` answered, and drags of files begun, by the host."""
    return Preload(script=_script(), permission="desktop")


@hookimpl
def oro_started(host: Host) -> None:
    """Tell of the files and actions on the command line."""
    take(host, host.arguments, os.getcwd())


@hookimpl
def oro_event(event: Event, host: Host) -> None:
    """Tell of those for which the app was started once more."""
    if event.name == STARTED_AGAIN:
        take(host, event.detail["argv"], event.detail["cwd"])


@cache
def _script() -> str:
    return resources.files(__package__).joinpath("preload.js").read_text("utf-8").strip()
