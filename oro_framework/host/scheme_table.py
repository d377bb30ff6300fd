"""The schemes of one host, each with the app that answers it, wrapped in the plugins' middleware."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oro_framework.host.configuration import settings as names
from oro_framework.host.requests.cross_origin import own_documents_only
from oro_framework.host.requests.exchange import SchemeTable, Served
from oro_framework.host.requests.middleware import Shortcut, served
from oro_framework.host.schemes.ipc import IpcApp
from oro_framework.types import ASGIApp

if TYPE_CHECKING:
    from oro_framework.host.app import Host

__all__ = ("scheme_table",)


def scheme_table(host: Host) -> SchemeTable:
    """Return what answers each scheme: the host's own, then those of plugins.

    Raises:
        PluginUnavailable: middleware of a required plugin cannot be made.
    """
    deadline, settle, named = host.settings[names.IPC_DEADLINE], host.consent.settle, host.permissions.foreign
    ipc = IpcApp(host, host.tables.router, deadline, host.log, settle, named)
    checked = bool(host.plugins.implementations("oro_check"))  # verdicts of plugins belong to the loop thread
    oro = host.assets.oro
    table = {
        "ipc": _served(host, "ipc", ipc, ipc.instant, None if checked else ipc.inline),
        "oro": _served(host, "oro", *host.assets.public.around(oro, oro.instant)),
        "node": _served(host, "node", host.assets.node),
    }
    for name, (_, scheme) in host.tables.schemes.items():
        app = scheme.app if scheme.foreign else own_documents_only(scheme.app, name, host.origin)
        table[name] = _served(host, name, app)
    return table


def _served(
    host: Host, scheme: str, app: ASGIApp, instant: Shortcut | None = None, inline: Shortcut | None = None
) -> Served:
    answers = host.plugins.ask("oro_middleware", host=host, scheme=scheme)
    return served(app, [wrapper for _, wrappers in answers for wrapper in wrappers], instant, inline)
