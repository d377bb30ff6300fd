"""Tools of several places as one: each with a name for a model, and used by that name. Loop thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypedDict

from msgspec import Struct

from oro_framework.errors import InvalidArgument, NotFound
from oro_mcp.client.entry import APP
from oro_mcp.client.results import ToolResult, of_outcome, of_server
from oro_mcp.client.servers import Servers
from oro_mcp.reporting import Report
from oro_mcp.server.app_tools import AppTools
from oro_mcp.server.principals import MODEL
from oro_mcp.tools.exposing import MAX_NAME, AppTool, tool_name

__all__ = ("Guard", "ToolInfo", "Toolbox", "Used", "opened", "tools_at", "unguarded")

PREFIX = "mcp:"
Guard = Callable[[AppTool], None]


class ToolInfo(TypedDict):
    """A tool, as pages see it."""

    server: str
    """`app` for a route of the app."""
    name: str
    title: str
    description: str
    inputSchema: dict[str, Any]
    outputSchema: dict[str, Any] | None


class Used(Struct, frozen=True):
    """A tool under the name that a model knows."""

    info: ToolInfo
    use: Callable[[Mapping[str, Any], Report], Awaitable[ToolResult]]


class Toolbox:
    """See the module."""

    def __init__(self) -> None:
        self._tools: dict[str, Used] = {}

    def add(self, used: Used) -> None:
        """Add a tool under a name that is free."""
        info = used.info
        plain = info["name"] if info["server"] == APP else f"{info['server']}__{info['name']}"
        name, count = tool_name(plain), 1
        while name in self._tools:
            count += 1
            name = f"{tool_name(plain)[: MAX_NAME - 4]}_{count}"
        self._tools[name] = used

    def functions(self) -> list[dict[str, Any]]:
        """Return the tools as a request to a model has them."""
        return [
            {
                "type": "function",
                "function": {
                    "name": name,
                    "description": used.info["description"],
                    "parameters": used.info["inputSchema"],
                },
            }
            for name, used in self._tools.items()
        ]

    def find(self, name: str) -> Used:
        """Return the tool that a model names.

        Raises:
            NotFound: there is none of that name.
        """
        if (found := self._tools.get(name)) is None:
            raise NotFound(f'Cannot use tool "{name[:100]}": tools are {", ".join(self._tools) or "none"}')
        return found


def unguarded(_tool: AppTool) -> None:
    """Let the app's own Python use any tool of the app."""


async def opened(app: AppTools, servers: Servers, wanted: Sequence[str], guard: Guard = unguarded) -> Toolbox:
    """Return the tools of places: `app`, and `mcp:NAME` of servers; for `guard` see `tools_at`.

    Raises:
        InvalidArgument: a place is written otherwise.
        OroError: a server cannot be reached.
    """
    box = Toolbox()
    for place in dict.fromkeys(wanted):
        if place != APP and not place.startswith(PREFIX):
            raise InvalidArgument(
                f'Cannot use the tools of "{place[:100]}": write "{APP}", or "{PREFIX}NAME" of a server'
            )
        for used in await tools_at(app, servers, place.removeprefix(PREFIX), guard):
            box.add(used)
    return box


async def tools_at(app: AppTools, servers: Servers, place: str, guard: Guard = unguarded) -> list[Used]:
    """Return the tools of the app or of a server.

    Args:
        app: the tools of the app.
        servers: those of servers.
        place: `app`, or the name of a server.
        guard: called before a tool of the app is used; raises where its user may not call the route itself.

    Raises:
        OroError: the server cannot be reached.
    """
    if place == APP:
        return await _of_app(app, guard)
    return await _of_server(servers, place)


async def _of_app(app: AppTools, guard: Guard) -> list[Used]:
    found = []
    for tool in (await app.tools(MODEL)).values():

        async def use(arguments: Mapping[str, Any], report: Report, tool: Any = tool) -> ToolResult:
            guard(tool)
            return of_outcome(await app.use(MODEL, tool, arguments, report), tool.output_schema)

        info = ToolInfo(
            server=APP, name=tool.name, title=tool.mark.title, description=tool.description,
            inputSchema=tool.input_schema, outputSchema=tool.output_schema,
        )  # fmt: skip
        found.append(Used(info, use))
    return found


async def _of_server(servers: Servers, name: str) -> list[Used]:
    found = []
    for tool in await servers.tools(name):

        async def use(arguments: Mapping[str, Any], report: Report, called: str = tool.name) -> ToolResult:
            return of_server(await servers.call(name, called, arguments, report))

        info = ToolInfo(
            server=name, name=tool.name, title=tool.title or "", description=tool.description or "",
            inputSchema=dict(tool.input_schema), outputSchema=tool.output_schema,
        )  # fmt: skip
        found.append(Used(info, use))
    return found
