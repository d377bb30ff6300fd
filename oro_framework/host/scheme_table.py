"""The schemes of one host, each with the app that answers it and the middleware of plugins around the app."""

from __future__ import annotations

from functools import partial

from oro_framework.host.configuration import settings as names
from oro_framework.host.inner import RunningHost
from oro_framework.host.requests.answer import App
from oro_framework.host.requests.asgi import app_of
from oro_framework.host.requests.cross_origin import own_documents_only
from oro_framework.host.requests.exchange import SchemeTable
from oro_framework.host.schemes.ipc import IpcApp
from oro_framework.requests import Wrapper

__all__ = ("scheme_table",)


def scheme_table(host: RunningHost) -> SchemeTable:
    """Return the app of each scheme, the host's own first.

    Raises:
        PluginUnavailable: middleware of a required plugin cannot be made.
    """
    start = host.exchanges.run
    deadline, settle, named = host.settings[names.IPC_DEADLINE], host.consent.settle, host.permissions.foreign
    apps: dict[str, App] = {
        "ipc": IpcApp(host, host.tables.router, deadline, host.log, settle, start, named, host.first_call),
        "oro": host.assets.public.around(host.assets.oro),
        "node": host.assets.node,
    }
    if host.assets.socket is not None:
        apps["socket"] = host.assets.socket
    for name, (_, scheme) in host.tables.schemes.items():
        app = app_of(scheme.app, start)
        apps[name] = app if scheme.foreign else own_documents_only(app, name, host.origin)
    return {scheme: _wrapped(host, scheme, app) for scheme, app in apps.items()}


def _wrapped(host: RunningHost, scheme: str, app: App) -> App:
    """Return the app within the wrappers of plugins, the first plugin's outermost."""
    found: list[Wrapper] = []
    for info, wrappers in host.plugins.ask("oro_middleware", host=host, scheme=scheme):
        host.plugins.charge(info, "oro_middleware", partial(found.extend, wrappers))
    for wrapper in reversed(found):
        app = wrapper(app)
    return app
