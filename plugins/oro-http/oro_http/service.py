"""The service that keeps the server: off unless configured, and while the app is paused."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import trio

from oro_framework.errors import ConfigError
from oro_framework.service import Service
from oro_framework.types import Host
from oro_http import settings
from oro_http.bridge import Bridge, Limits
from oro_http.gate import Gate
from oro_http.listening import addresses_of, all_loopback, taken
from oro_http.mapping import Mapping as RouteMapping

if TYPE_CHECKING:
    from oro_http.server import Server

__all__ = ("HttpIpc",)


class HttpIpc(Service):
    """Answers calls over HTTP while the app runs."""

    name: ClassVar[str] = "http_ipc"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._log = host.log.getChild("http")
        self._tasks: trio.Nursery | None = None
        self._server: Server | None = None
        self._bridge: Bridge | None = None
        self._serving = trio.CancelScope()
        self._ended = trio.Event()

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Listen, if the app says so.

        Raises:
            ConfigError: the address is none, or others than this machine can reach it and there is no key.
            Broken: the port is taken.
        """
        if not self.host.settings[settings.ENABLE]:
            yield
            return
        async with trio.open_nursery() as nursery:
            self._tasks = nursery
            await self._start()
            try:
                yield
            finally:
                self._tasks = None
                nursery.cancel_scope.cancel()

    async def pause(self) -> None:
        """Close every connection and give the port back."""
        if self._server is not None:
            self._serving.cancel()
            await self._ended.wait()

    async def resume(self) -> None:
        """Listen again.

        Raises:
            Broken: the port was taken meanwhile.
        """
        if self._tasks is not None and self._server is None:
            await self._start()

    def diagnostics(self) -> Mapping[str, Any]:
        """Return how many connections and calls there are."""
        server, bridge = self._server, self._bridge
        return {
            "isActive": server is not None,
            "connections": {"count": 0 if server is None else len(server.connections)},
            "calls": {"count": 0 if bridge is None else bridge.calls},
        }

    async def _start(self) -> None:
        from oro_http.server import Server  # most apps have no use for it, and it takes long to import

        chosen = self.host.settings
        host, port, key = chosen[settings.HOST], chosen[settings.PORT], chosen[settings.SHARED_KEY]
        addresses = await addresses_of(host)
        loopback = all_loopback(addresses)
        if not loopback and not key:
            raise ConfigError(
                f'Cannot listen on http_ipc_host "{host}": others than this machine can reach it, '
                "and there is no http_ipc_shared_key"
            )
        sockets = taken(addresses, port)
        self._bridge = self._made_bridge(loopback)
        self._server = Server(
            self._bridge, self._log, max_connections=chosen[settings.MAX_CONNECTIONS], stall=chosen[settings.STALL]
        )
        assert self._tasks is not None
        self._serving, self._ended = trio.CancelScope(), trio.Event()
        self._tasks.start_soon(self._serve, self._server, sockets)
        self._log.info("Routes can be called over HTTP at %s, port %d", ", ".join(addresses), port)

    async def _serve(self, server: Server, sockets: Sequence[socket.socket]) -> None:
        try:
            with self._serving:
                await server.run(sockets)
        finally:
            for each in sockets:
                each.close()
            self._server = None
            self._ended.set()

    def _made_bridge(self, loopback: bool) -> Bridge:
        chosen = self.host.settings
        if chosen[settings.ALLOW_CORS] and not chosen[settings.SHARED_KEY]:
            self._log.warning("http_ipc_allow_cors without http_ipc_shared_key: every web page may call this app")
        gate = Gate(
            names=(chosen[settings.HOST], *chosen[settings.HOSTS]),
            loopback=loopback,
            key=chosen[settings.SHARED_KEY],
            cors=chosen[settings.ALLOW_CORS],
        )
        limits = Limits(
            body=chosen[settings.MAX_BODY],
            calls=chosen[settings.MAX_CALLS],
            seconds=chosen[settings.TIMEOUT_MS] / 1000,
        )
        mapping = RouteMapping(chosen[settings.PATH], chosen[settings.ROUTES])
        return Bridge(self.host, gate, mapping, limits, self._log)
