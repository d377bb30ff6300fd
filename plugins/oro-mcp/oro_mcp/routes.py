"""The routes `mcp.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol, TypedDict

import msgspec
import trio
from msgspec import Struct, structs

from oro_framework.errors import NotFound, OroError, PluginUnavailable
from oro_framework.service import route
from oro_framework.suggestions import did_you_mean, nearest
from oro_framework.types import Call, EventStream, Host, ServerEvent
from oro_mcp import settings
from oro_mcp.agent.loop import Conversation, Models, conversation
from oro_mcp.agent.toolbox import Guard, ToolInfo, opened, tools_at, unguarded
from oro_mcp.client.entry import APP
from oro_mcp.client.resources import ResourceContent, ResourceInfo, content, resource_info
from oro_mcp.client.results import ToolResult
from oro_mcp.client.servers import Servers
from oro_mcp.reporting import Report
from oro_mcp.server.app_tools import AppTools
from oro_mcp.server.principals import CLIENT
from oro_mcp.tools.exposing import AppTool

__all__ = ("PERMISSION", "Routes")

PERMISSION = "mcp"


class ServerInfo(TypedDict):
    """A server of tools, as pages see it."""

    name: str
    transport: str
    """`stdio` or `http`; `app` for the app itself."""
    connected: bool
    title: str
    """The name that the server gives itself, once connected."""
    version: str


class Options(Struct, kw_only=True, forbid_unknown_fields=True):
    """How a model answers; what is left out is as configured."""

    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None
    tool_choice: str | dict[str, Any] | None = None
    """For the first answer: `auto`, `none`, `required`, or a function's name in OpenAI's shape."""


class _Running(Protocol):
    """The service of this plugin."""

    app: AppTools

    @property
    def servers(self) -> Servers: ...


class Routes:
    """See the module.

    Args:
        host: whose app it is.
        service: the running service.
    """

    def __init__(self, host: Host, service: _Running) -> None:
        self._host = host
        self._service = service

    @route("mcp.admit", permission=CLIENT)
    def admit(self, call: Call) -> None:
        """Do nothing; a call of it has the person asked whether an agent may use the app."""

    @route("mcp.servers", permission=PERMISSION)
    def servers(self, call: Call) -> list[ServerInfo]:
        """Return the configured servers of tools, and the app itself as `app`."""
        own = ServerInfo(name=APP, transport=APP, connected=True, title=self._host.bundle, version="")
        return [own, *(self._seen(each.name, each.transport) for each in self._service.servers)]

    @route("mcp.tools", permission=PERMISSION, deadline=0)
    async def tools(self, call: Call, *, server: str) -> list[ToolInfo]:
        """Return the tools of a server, which is started or connected first; of the app as `app`.

        Raises:
            NotFound: no server has that name.
            ServerFailed: it cannot be reached.
        """
        return [used.info for used in await tools_at(self._service.app, self._service.servers, server)]

    @route("mcp.call", permission=PERMISSION, deadline=0)
    async def call(self, call: Call, *, server: str, tool: str, arguments: dict[str, Any] | None = None) -> EventStream:
        """Call a tool: events `progress`, and at the end `result` or `error`.

        Args:
            call: leaving the stream cancels the call, and tells the server so.
            server: its name, or `app`.
            tool: its name there.
            arguments: by name.

        Raises:
            NotFound: there is no such server or tool.
            ServerFailed: the server cannot be reached.
        """
        app, servers = self._service.app, self._service.servers
        found = {used.info["name"]: used for used in await tools_at(app, servers, server, self._guard(call))}
        if (used := found.get(tool)) is None:
            hint = did_you_mean(nearest(tool[:100], found), f"tools are {', '.join(found) or 'none'}")
            raise NotFound(f'Cannot use tool "{tool[:100]}" of "{server}": there is none of that name; {hint}')
        return EventStream(_told(lambda report: used.use(arguments or {}, report)))

    @route("mcp.resources", permission=PERMISSION, deadline=0)
    async def resources(self, call: Call, *, server: str) -> list[ResourceInfo]:
        """Return the resources of a server, which is started or connected first, and then the templates of addresses.

        Raises:
            NotFound: no server has that name.
            ServerFailed: it cannot be reached.
        """
        return [resource_info(server, each) for each in await self._service.servers.resources(server)]

    @route("mcp.read", permission=PERMISSION, deadline=0)
    async def read(self, call: Call, *, server: str, uri: str) -> list[ResourceContent]:
        """Read a resource of a server: the parts of its content, mostly one.

        Args:
            call: leaving it cancels the reading at the server.
            server: its name.
            uri: the address of the resource.

        Raises:
            NotFound: no server has that name.
            ServerFailed: it cannot be reached, or has no such resource.
        """
        return [content(each) for each in (await self._service.servers.read(server, uri)).contents]

    @route("mcp.chat", permission=PERMISSION, deadline=0)
    async def chat(
        self,
        call: Call,
        *,
        messages: list[dict[str, Any]],
        tools: list[str] | None = None,
        model: str = "",
        steps: int | None = None,
        seconds: float | None = None,
        options: Options | None = None,
    ) -> EventStream:
        """Have a model of oro-ai answer with tools: events `step`, `text`, `call`, `result`, `end`, or `error`.

        Args:
            call: its caller needs permission `ai` as well. Leaving the stream cancels what runs.
            messages: the conversation, in OpenAI's shape.
            tools: `app`, and `mcp:NAME` of servers; `app` unless given.
            model: the default model unless given.
            steps: most answers of the model, up to `mcp_chat_steps`.
            seconds: for all of it, up to `mcp_chat_seconds`.
            options: how the model answers.

        Raises:
            Denied: the caller lacks permission `ai`.
            PluginUnavailable: oro-ai is not active.
            ServerFailed: a server cannot be reached.
        """
        self._host.check_permission(call, "ai")
        chosen = self._host.settings
        asked = Conversation(
            messages=messages,
            model=model,
            options={k: v for k, v in msgspec.to_builtins(options or Options()).items() if v is not None},
            steps=max(1, min(steps or chosen[settings.STEPS], chosen[settings.STEPS])),
            seconds=min(seconds or chosen[settings.SECONDS], chosen[settings.SECONDS]),
        )
        return EventStream(
            _written(await self.conversation(asked, tools if tools is not None else [APP], self._guard(call)))
        )

    async def conversation(
        self, asked: Conversation, tools: Sequence[str], guard: Guard = unguarded
    ) -> AsyncIterator[dict[str, Any]]:
        """Return the events of a conversation with tools.

        Raises:
            PluginUnavailable: oro-ai is not active.
            OroError: a server cannot be reached.
        """
        models: object = await self._host.begin_service("ai")
        if not isinstance(models, Models):
            raise PluginUnavailable("Cannot ask a model: plugin ai is not active; see [plugins] enabled")
        box = await opened(self._service.app, self._service.servers, tools, guard)
        return conversation(models, box, asked)

    def _guard(self, call: Call) -> Guard:
        """Return what lets a page use only those tools of the app whose routes it could call itself."""

        def guard(tool: AppTool) -> None:
            if permission := tool.bound.route.permission:
                self._host.check_permission(structs.replace(call, route=tool.route), permission)

        return guard

    def _seen(self, name: str, transport: str) -> ServerInfo:
        connection = self._service.servers.connected(name)
        info = connection.info() if connection is not None else None
        return ServerInfo(
            name=name,
            transport=transport,
            connected=info is not None,
            title=(info.title or info.name) if info is not None else "",
            version=info.version if info is not None else "",
        )


async def _told(use: Callable[[Report], Any]) -> AsyncIterator[ServerEvent]:
    """Yield the progress of a tool, and what it gave."""
    send, receive = trio.open_memory_channel[Mapping[str, Any]](64)

    def report(done: float, total: float | None, message: str) -> None:
        with suppress(trio.WouldBlock, trio.ClosedResourceError):
            send.send_nowait({"type": "progress", "done": done, "total": total, "message": message})

    async def run() -> None:
        with send:
            try:
                result: ToolResult = await use(report)
                await send.send({"type": "result", **result})
            except OroError as error:
                await send.send({"type": "error", "err": error.as_err()})

    async with trio.open_nursery() as nursery:
        nursery.start_soon(run)
        try:
            async for event in receive:
                yield _event(event)
        finally:
            nursery.cancel_scope.cancel()


async def _written(events: AsyncIterator[Mapping[str, Any]]) -> AsyncIterator[ServerEvent]:
    """Yield events as they are sent, and an error as the last one."""
    try:
        async for event in events:
            yield _event(event)
    except OroError as error:
        yield _event({"type": "error", "err": error.as_err()})


def _event(value: Mapping[str, Any]) -> ServerEvent:
    return ServerEvent(msgspec.json.encode(value).decode())
