"""Serves an app to one agent: the one that is open, or one without windows, until the agent closes standard input."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, ClassVar

import trio

from oro_framework.errors import PluginUnavailable
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner
from oro_framework.service import Service
from oro_framework.types import Host
from oro_mcp import settings
from oro_mcp.wire import Wire

if TYPE_CHECKING:
    from oro_framework.host.configuration.config import Config

__all__ = ("beside", "serve_app")

_TAKEN = ("http_ipc_enable", "mcp_http_enable", "single_instance_enabled")
"""Settings by which an app takes what only one of its processes can have."""


def serve_app(app: str, *, client: str = "", assignments: Sequence[str] = (), debug: bool = False) -> int:
    """Serve an app to the agent at standard input and output; return the exit code.

    Args:
        app: as `oro run` takes it.
        client: the agent's name; as it says itself where empty.
        assignments: settings, each `key=value`.
        debug: show the whole log, on standard error.

    Raises:
        OroError: it could not start, or is open and does not let the agent join.
    """
    wire = Wire()  # before anything of the app can print
    config = _config(app, assignments)
    joins = config.lookup(settings.JOIN)
    if joins and _joined(config, client, wire, bool(assignments)):
        return 0
    from oro_framework.cli.run import launch

    extra = [("mcp-stdio", _Stdio(wire, client))]
    alone = [f"{settings.JOIN.key}=false"] if joins else []  # it ends with this agent, and others would lose it
    return launch(app, headless=True, assignments=(*beside(app), *assignments, *alone), debug=debug, extra=extra)


def beside(app: str) -> list[str]:
    """Return the assignments by which the app runs beside one that is open: that one keeps its ports and its place.

    Raises:
        OroError: there is no such app, or its configuration is wrong.
    """
    config = _config(app)
    return [f"{key}=false" for key in _TAKEN if config.find(key)[0]]


def _config(app: str, assignments: Sequence[str] = ()) -> Config:
    from oro_framework.cli.app import describe, load_config

    return load_config(describe(app), assignments)


def _joined(config: Config, client: str, wire: Wire, assigned: bool) -> bool:
    """Have the app serve the agent that is open, where one is; return whether it did.

    Raises:
        Busy: it does not answer, or has no room.
        Broken: the user's runtime folder cannot be used.
    """
    from oro_framework.cli import terminal
    from oro_framework.host.configuration.settings import META_BUNDLE_IDENTIFIER
    from oro_mcp.joining.relay import relayed  # not for apps that agents cannot join

    def joined(pid: int) -> None:
        terminal.note(f"{bundle} is open, and the agent joins it: process {pid}")
        if assigned:
            terminal.warn("--set changes an app that this command starts, not one that is open")

    bundle = config.lookup(META_BUNDLE_IDENTIFIER)
    return relayed(bundle, client, wire, tell=terminal.warn, joined=joined)


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
    from oro_mcp.server.stdio import serve
    from oro_mcp.service import Mcp

    await started.wait()
    service = await host.begin_service(Mcp.name)
    if not isinstance(service, Mcp):
        raise PluginUnavailable("Cannot serve an agent: features_mcp is off")
    await serve(service.app, wire, service.info(), client)
    host.quit()
