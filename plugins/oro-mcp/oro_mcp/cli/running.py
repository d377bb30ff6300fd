"""Runs an app without windows for one agent, until that closes standard input."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import ClassVar

import trio

from oro_framework.errors import PluginUnavailable
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner
from oro_framework.service import Service
from oro_framework.types import Host
from oro_mcp.server.stdio import Wire, serve

__all__ = ("beside", "serve_app")

_TAKEN = ("http_ipc_enable", "mcp_http_enable", "single_instance_enabled")
"""Settings by which an app takes what only one of its processes can have."""


def serve_app(app: str, *, client: str = "", assignments: Sequence[str] = (), debug: bool = False) -> int:
    """Run an app and serve it; return its exit code.

    Args:
        app: as `oro run` takes it.
        client: the agent's name; as it says itself where empty.
        assignments: settings, each `key=value`.
        debug: show the whole log, on standard error.

    Raises:
        OroError: it could not start.
    """
    wire = Wire()  # before anything of the app can print
    from oro_framework.cli.run import launch

    extra = [("mcp-stdio", _Stdio(wire, client))]
    return launch(app, headless=True, assignments=(*beside(app), *assignments), debug=debug, extra=extra)


def beside(app: str) -> list[str]:
    """Return the assignments by which the app runs beside one that is open: that one keeps its ports and its place.

    Raises:
        OroError: there is no such app, or its configuration is wrong.
    """
    from oro_framework.cli.app import describe, load_config

    config = load_config(describe(app))
    return [f"{key}=false" for key in _TAKEN if config.find(key)[0]]


class _Stdio:
    """The plugin that serves."""

    def __init__(self, wire: Wire, client: str) -> None:
        self._started = trio.Event()
        started = self._started

        class Serving(Service):
            """Serves once the app has started, and ends it with the agent."""

            name: ClassVar[str] = "mcp_stdio"

            @asynccontextmanager
            async def lifespan(self) -> AsyncIterator[None]:
                """Serve during the run."""
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(_serve, self.host, wire, client, started)
                    try:
                        yield
                    finally:
                        nursery.cancel_scope.cancel()

        self._service = Serving

    @hookimpl
    def oro_services(self) -> Sequence[type[Service]]:
        """Declare the service that serves."""
        return [self._service]

    @hookimpl
    def oro_launch(self, host: Host) -> None:
        """End the start of an app that has no tools.

        Raises:
            PluginUnavailable: plugin mcp is not active in it.
        """
        info = inner(host).plugins.infos.get("mcp")
        if info is None or not info.active():
            raise PluginUnavailable(
                "Cannot serve an agent: plugin mcp is not active in this app; see [plugins] enabled and disabled"
            )

    @hookimpl
    def oro_started(self, host: Host) -> None:
        """Begin to serve."""
        self._started.set()


async def _serve(host: Host, wire: Wire, client: str, started: trio.Event) -> None:
    from oro_mcp.service import Mcp

    await started.wait()
    service = await host.begin_service(Mcp.name)
    if not isinstance(service, Mcp):
        raise PluginUnavailable("Cannot serve an agent: features_mcp is off")
    await serve(service.app, wire, service.info(), client)
    host.quit()
