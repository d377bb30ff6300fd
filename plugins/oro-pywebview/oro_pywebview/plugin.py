"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, Mount, PageEvent, Permission
from oro_pywebview.app import PAGES
from oro_pywebview.pages import Pages
from oro_pywebview.service import RETURNED, Pywebview, Returned


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `pywebview`."""
    description = "Call the functions that the app's Python gave its windows, and share values with it."
    return [Permission(name="pywebview", description=description)]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `pywebview.*`."""
    return [Pywebview]


@hookimpl
def oro_mounts() -> Sequence[Mount]:
    """Declare where pages are served that are texts of the program."""
    return [Mount(path=PAGES, app=Pages())]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages are told."""
    return [PageEvent(name=RETURNED, detail=Returned, summary="A function of Python has ended.")]
