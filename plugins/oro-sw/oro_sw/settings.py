"""The configuration keys of service workers."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import positive
from oro_framework.scopes import HostScope
from oro_framework.types import Setting

__all__ = (
    "ALL",
    "AUTO",
    "CACHE_BYTES",
    "DEBUG",
    "EVENT_TIMEOUT",
    "HANDLERS",
    "MAX_REDIRECTS",
    "OPAQUE",
    "OPAQUE_PEERS",
    "PERMISSION",
    "SCRIPTS",
    "SCRIPTS_BY_SCOPE",
)

PERMISSION = "service_worker"
"""The permission of every route for pages."""
OPAQUE = "service_worker_opaque"
"""The permission to hand on answers of other sites without their consent."""
_NONE: tuple[str, ...] = ()

AUTO = Setting(
    "webview_auto_register_service_workers", bool, True, "register the workers of webview_service-workers at the start"
)
SCRIPTS = Setting(
    "webview_service-workers", tuple[str, ...], _NONE, "scripts of workers, each with its folder as its scope"
)
SCRIPTS_BY_SCOPE = Setting(
    "webview_service-workers_", str, "", "the script of the worker of a scope such as /app/", pattern=True
)
EVENT_TIMEOUT = Setting(
    "webview_service_worker_fetch_event_timeout",
    positive,
    30_000,
    "milliseconds a worker has for a fetch event before the page gets 408",
)
MAX_REDIRECTS = Setting(
    "webview_service_worker_max_response_redirects", positive, 16, "redirects a worker's answer is followed through"
)
CACHE_BYTES = Setting(
    "service_worker_cache_max_bytes", positive, 512 << 20, "bytes the caches of the app may hold together"
)
OPAQUE_PEERS = Setting(
    "permissions_service_worker_opaque_peers",
    HostScope.parse,
    HostScope(),
    'hosts and ports workers may fetch of without their consent, such as ["*.example.com:443"]; everyone when unset',
)
DEBUG = Setting(
    "service_worker_debug", bool, False, "show the window that runs service workers", ("ORO_SERVICE_WORKER_DEBUG",)
)

HANDLERS = "webview_protocol-handlers_"
"""The family that names schemes; the plugin that has schemes declares it."""

ALL: tuple[Setting[Any], ...] = (
    AUTO,
    SCRIPTS,
    SCRIPTS_BY_SCOPE,
    EVENT_TIMEOUT,
    MAX_REDIRECTS,
    CACHE_BYTES,
    OPAQUE_PEERS,
    DEBUG,
)
