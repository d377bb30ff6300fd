"""The service that answers `mcp.*`, and serves agents over HTTP, and those that join, where the app says so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec
from typing import Any

import trio

from oro_framework.errors import Closed, ConfigError, OroError, PluginUnavailable
from oro_framework.host.configuration import settings as names
from oro_framework.service import Service, load
from oro_framework.types import Host, StartCondition
from oro_mcp import settings
from oro_mcp.agent.loop import Conversation
from oro_mcp.client.servers import Servers
from oro_mcp.reporting import Report
from oro_mcp.routes import Routes
from oro_mcp.server.app_tools import AppTools
from oro_mcp.server.tokens import Tokens, clients_of

__all__ = ("Mcp", "mcp_of")


class Mcp(Service):
    """The Model Context Protocol, both ways: the app as a server for agents, and servers of tools for the app."""

    name = "mcp"
    on_demand = True
    at_start = (StartCondition(setting=settings.HTTP_ENABLE.key), StartCondition(setting=settings.JOIN.key))

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.app = AppTools(host)
        self.tokens = Tokens(self.app.principals)
        self.address = ""
        """The endpoint for agents, such as `http://127.0.0.1:27719/mcp`; empty where there is none."""
        self._servers: Servers | None = None
        self.routes = Routes(host, self)
        self.parts = (self.routes,)
        clients_of(host)  # a table that is wrong is told of at the start

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Connect to servers of tools when they are first used; listen for agents, and let them join, as configured.

        Raises:
            ConfigError: a table of the configuration is wrong, or a token is not there.
            Broken: the port is taken.
        """
        async with AsyncExitStack() as stack:
            tasks = await stack.enter_async_context(trio.open_nursery())
            self._servers = Servers(self.host, tasks)
            try:
                if self.host.settings[settings.HTTP_ENABLE]:
                    await stack.enter_async_context(self._listening())
                if self.host.settings[settings.JOIN]:
                    await stack.enter_async_context(self._joinable())
                yield
            finally:
                self._servers.close()
                self._servers = None
                self.app.principals.close()
                tasks.cancel_scope.cancel()

    @property
    def servers(self) -> Servers:
        """The servers of tools.

        Raises:
            Closed: the app ends.
        """
        if self._servers is None:
            raise Closed("Cannot use servers of tools: the service mcp does not run")
        return self._servers

    @property
    def reports(self) -> Mapping[str, Report]:
        """Where routes tell of their progress, by the client of the call."""
        return self.app.calls.reports

    def issue_token(self, name: str, *, expose: Sequence[str] = ("*",), permissions: Sequence[str] = ("*",)) -> str:
        """Return a new token by which an agent connects to `address`, in place of the one it had.

        Args:
            name: of the agent: small letters, digits and hyphens.
            expose: which of the exposed routes it may call.
            permissions: which permissions it has, of those that the app has itself.

        Raises:
            InvalidArgument: the name is none.
        """
        return self.tokens.issue(name, expose, permissions)

    def revoke_token(self, name: str) -> bool:
        """Take an agent's token back; return whether it had one."""
        return self.tokens.revoke(name)

    async def converse(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        tools: Sequence[str] = ("app",),
        model: str = "",
        steps: int | None = None,
        seconds: float | None = None,
        **options: Any,
    ) -> AsyncIterator[dict[str, Any]]:
        """Return the events of a conversation in which a model uses tools; see the route `mcp.chat`.

        Raises:
            PluginUnavailable: oro-ai is not active.
            OroError: a server cannot be reached; the iterator raises what the model raises.
        """
        chosen = self.host.settings
        asked = Conversation(
            messages=messages,
            model=model,
            options=options,
            steps=steps or chosen[settings.STEPS],
            seconds=seconds or chosen[settings.SECONDS],
        )
        return await self.routes.conversation(asked, tools)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the calls of agents that run, and the servers that are connected."""
        servers = self._servers
        connected = [] if servers is None else [each.name for each in servers if servers.connected(each.name)]
        return {"calls": {"count": self.app.calls.running}, "servers": connected}

    def info(self) -> dict[str, str]:
        """Return what the app says about itself."""
        chosen = self.host.settings
        return {
            "name": self.host.bundle,
            "version": str(chosen[names.META_VERSION] or ""),
            "title": str(chosen[names.META_TITLE] or ""),
            "instructions": chosen[settings.INSTRUCTIONS],
        }

    @asynccontextmanager
    async def _joinable(self) -> AsyncIterator[None]:
        """Let agents of `oro mcp` join during the block; an app that cannot says so, and runs all the same."""
        from oro_mcp.joining.door import Door, opened  # few apps let agents join

        log = self.host.log.getChild("mcp")
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(opened(Door(self.app, self.info(), log), self.host.bundle, log))
            except OroError as error:
                log.warning("%s", error.message)
            yield

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        if find_spec("oro_http") is None:
            raise ConfigError("Cannot listen for agents: mcp_http_enable needs oro-http; pip install 'oro-mcp[http]'")
        await load("oro_mcp.server.http")
        from mcp.server.transport_security import TransportSecuritySettings
        from oro_http.listening import addresses_of, taken

        from oro_mcp.server.http import HttpEntrance, serving

        chosen = self.host.settings
        await self.tokens.read(self.host)
        addresses = await addresses_of(chosen[settings.HTTP_HOST], settings.HTTP_HOST.key)
        sockets = taken(addresses, chosen[settings.HTTP_PORT])
        port, path = sockets[0].getsockname()[1], chosen[settings.HTTP_PATH]
        hosts = [*(f"{_bracketed(each)}:{port}" for each in (*addresses, "localhost", chosen[settings.HTTP_HOST]))]
        security = TransportSecuritySettings(
            allowed_hosts=[*hosts, *chosen[settings.HTTP_HOSTS]], allowed_origins=list(chosen[settings.HTTP_ORIGINS])
        )
        entrance = HttpEntrance(self.app, self.info(), path, lambda: self.tokens.agents, security)
        async with serving(entrance, sockets, self.host.log.getChild("mcp")):
            self.address = f"http://{_bracketed(addresses[0])}:{port}{path}"
            self.host.log.info("Agents can connect at %s", self.address)
            try:
                yield
            finally:
                self.address = ""


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


async def mcp_of(host: Host) -> Mcp:
    """Return the service, which begins with its first use, for an app's own code.

    Raises:
        PluginUnavailable: plugin mcp is not active in this app, or is broken.
    """
    service: object = await host.begin_service(Mcp.name)
    if not isinstance(service, Mcp):
        raise PluginUnavailable("Cannot use MCP: plugin mcp is not active in this app; `oro plugins list` says why")
    return service
