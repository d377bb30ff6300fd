"""Declarations of this distribution to the host; permission `geolocation` is the framework's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Preload, Window
from oro_geolocation import events
from oro_geolocation.service import Geolocation


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `geolocation.*`."""
    return [Geolocation]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare what pages are told of positions."""
    return events.ALL


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Have `navigator.geolocation` answered by the host."""
    return Preload(script=_script())


@cache
def _script() -> str:
    return resources.files(__package__).joinpath("preload.js").read_text("utf-8").strip()
