"""Hooks of the plugin: settings, permissions, the service, events, mounts, middleware and preload."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.protected import ProtectedPath
from oro_framework.requests import Wrapper
from oro_framework.service import Service
from oro_framework.types import Host, Mount, PageEvent, Permission, Preload, Setting, Window
from oro_sw import events, settings
from oro_sw.interception.origin import OriginInterceptor
from oro_sw.interception.pages import PATH, Pages
from oro_sw.interception.schemes import SchemeInterceptor, script_of
from oro_sw.service import ServiceWorkers, kept_folder
from oro_sw.settings import OPAQUE, PERMISSION

_SCRIPT = (Path(__file__).parent / "preload.js").read_text("utf-8")
_REFUSED = (Path(__file__).parent / "refused.js").read_text("utf-8")


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the keys of service workers."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permissions `service_worker` and `service_worker_opaque`."""
    return [
        Permission(
            name=PERMISSION,
            description="Register service workers, which answer for the app's own pages, also while these are closed",
            own_profile=True,
        ),
        Permission(
            name=OPAQUE,
            description=(
                "Have service workers fetch pictures, styles, scripts and media of any web site for the app's pages, "
                "which can look into them as into the app's own"
            ),
            own_profile=True,
        ),
    ]


@hookimpl
def oro_protected_paths(host: Host) -> Sequence[ProtectedPath]:
    """Keep registrations and caches behind the permission."""
    return [ProtectedPath(path=kept_folder(host.bundle), what="what service workers keep", always=True)]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `serviceWorker.*`."""
    return [ServiceWorkers]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the events of registrations and controllers."""
    return events.ALL


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Declare the page that runs workers, and their scripts."""
    return [Mount(path=PATH, app=Pages(host))]


@hookimpl
def oro_middleware(host: Host, scheme: str) -> Sequence[Wrapper]:
    """Ask workers before the app's own files, and before the handlers of the app's schemes."""
    if scheme != "oro":
        if not script_of(host.settings, scheme):
            return []
        return [SchemeInterceptor(host, scheme).wrap]
    return [OriginInterceptor(host).wrap]


@hookimpl
def oro_preload(window: Window) -> Preload | None:
    """Give documents `navigator.serviceWorker`, loaded when it is first touched."""
    return Preload(script=_SCRIPT, permission=PERMISSION, refused=_REFUSED, modules=["service-worker"])
