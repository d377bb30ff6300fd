"""One connection to a server of tools, by the official SDK's client. Loop thread."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, TextIO, TypeVar

import mcp_types as types
import trio
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.shared.exceptions import MCPError

from oro_framework.host.kernel.faults import fault_of
from oro_mcp.client.entry import Entry
from oro_mcp.errors import ServerFailed
from oro_mcp.reporting import Report

__all__ = ("Connection", "Secrets")

Page = TypeVar("Page", bound=types.PaginatedResult)
PAGES = 100
"""Pages of a list that are read."""


class Secrets:
    """Texts that a connection needs, and that must not stand in the configuration."""

    def __init__(self, token: str, variables: Mapping[str, str]) -> None:
        self.token = token
        self.variables = variables


class Connection:
    """See the module. It ends with its server, or by `close`; a new one is made then.

    Args:
        entry: the server.
        secrets: of it.
        folder: the app's, where programs are started.
    """

    def __init__(self, entry: Entry, secrets: Secrets, folder: Path) -> None:
        self.entry = entry
        self._secrets = secrets
        self._folder = folder
        self._client: Client | None = None
        self._ready = trio.Event()
        self._over = trio.CancelScope()
        self._failure: BaseException | None = None
        self._status = 0

    @property
    def ended(self) -> bool:
        """Whether it is of no more use."""
        return self._ready.is_set() and self._client is None

    async def run(self) -> None:
        """Connect, and stay connected until `close`. Failures are told by `ready`."""
        try:
            with self._over, trio.fail_after(self.entry.timeout) as starting:
                async with self._connecting() as client:
                    starting.deadline = math.inf
                    self._client = client
                    self._ready.set()
                    await trio.sleep_forever()
        except Exception as error:
            self._failure = fault_of(error)
        finally:
            self._client = None
            self._ready.set()

    def close(self) -> None:
        """End it, and its program."""
        self._over.cancel()

    async def ready(self) -> Client:
        """Wait until it is connected.

        Raises:
            ServerFailed: it cannot be reached.
        """
        await self._ready.wait()
        if self._client is None:
            raise ServerFailed(self.entry.name, self._why())
        return self._client

    async def tools(self) -> list[types.Tool]:
        """Return the tools of the server, of all pages of its list.

        Raises:
            ServerFailed: it does not answer.
        """
        client = await self.ready()
        return [tool async for page in self._pages(client.list_tools) for tool in page.tools]

    async def resources(self) -> list[types.Resource | types.ResourceTemplate]:
        """Return the resources of the server and the templates of their addresses; none where it has no resources.

        Raises:
            ServerFailed: it does not answer.
        """
        client = await self.ready()
        if client.server_capabilities is None or client.server_capabilities.resources is None:
            return []
        found: list[types.Resource | types.ResourceTemplate] = []
        async for page in self._pages(client.list_resources):
            found += page.resources
        async for templates in self._pages(client.list_resource_templates):
            found += templates.resource_templates
        return found

    async def read(self, uri: str) -> types.ReadResourceResult:
        """Read a resource of the server.

        Raises:
            ServerFailed: it does not answer, or has no such resource.
        If cancelled, the server is told so.
        """
        client = await self.ready()
        with self._told():
            return await client.read_resource(uri)

    async def call(self, tool: str, arguments: Mapping[str, Any], report: Report) -> types.CallToolResult:
        """Call a tool of the server.

        Raises:
            ServerFailed: it does not answer, or has no such tool.
        If cancelled, the server is told so.
        """
        client = await self.ready()

        async def told(progress: float, total: float | None, message: str | None) -> None:
            report(progress, total, message or "")

        with self._told():
            return await client.call_tool(
                tool, dict(arguments), read_timeout_seconds=self.entry.call_timeout, progress_callback=told
            )

    async def _pages(self, ask: Callable[..., Awaitable[Page]]) -> AsyncIterator[Page]:
        """Yield the pages of a list, up to `PAGES`."""
        cursor: str | None = None
        for _ in range(PAGES):
            with self._told():
                page = await ask(cursor=cursor)
            yield page
            if (cursor := page.next_cursor) is None:
                return

    def info(self) -> types.Implementation | None:
        """Return what the server says it is, once connected."""
        return None if self._client is None else self._client.server_info

    def _told(self) -> _Told:
        return _Told(self)

    def failed(self, error: BaseException) -> ServerFailed:
        """Return the error of a request, and end a connection that is broken."""
        if isinstance(error, MCPError):
            if error.code == types.CONNECTION_CLOSED:
                self.close()
                self._client = None
                return ServerFailed(self.entry.name, "it ended, or its connection broke; the next use starts anew")
            return ServerFailed(self.entry.name, error.message)
        self.close()
        self._client = None
        return ServerFailed(self.entry.name, f"{type(error).__name__}: {error}")

    @asynccontextmanager
    async def _connecting(self) -> AsyncIterator[Client]:
        entry, told = self.entry, types.Implementation(name="oro-mcp", version=metadata.version("oro-mcp"))
        if not entry.url:
            with _errors() as errors:
                transport = stdio_client(self._program(), errors)
                async with Client(transport, client_info=told, read_timeout_seconds=entry.timeout) as client:
                    yield client
            return
        headers = {"Authorization": f"Bearer {self._secrets.token}"} if self._secrets.token else None
        async with create_mcp_http_client(headers=headers) as http:
            http.event_hooks["response"].append(self._answered)
            transport = streamable_http_client(entry.url, http_client=http)
            async with Client(transport, client_info=told, read_timeout_seconds=entry.timeout) as client:
                yield client

    async def _answered(self, response: Any) -> None:
        """Note the status of an answer, which the errors of the client do not tell."""
        self._status = int(response.status_code)

    def _program(self) -> StdioServerParameters:
        entry = self.entry
        command = entry.command
        if os.sep in command and (self._folder / command).is_file():
            command = str(self._folder / command)
        if command == "python" and not getattr(sys, "frozen", False):
            command = sys.executable
        return StdioServerParameters(
            command=command,
            args=list(entry.args),
            env={**entry.env, **self._secrets.variables},
            cwd=self._folder / entry.cwd,
        )

    def _why(self) -> str:
        error = self._failure
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        match error:
            case None:
                return "its connection was closed"
            case trio.TooSlowError():
                return f"it was not there within {self.entry.timeout:g} s, its timeout"
            case FileNotFoundError():
                return f'there is no program "{self.entry.command}", or no folder "{self.entry.cwd}"'
        if self.entry.command and isinstance(error, MCPError) and error.code == types.CONNECTION_CLOSED:
            return "its program ended before it answered; what it had to say is on standard error"
        said = error.message if isinstance(error, MCPError) else f"{type(error).__name__}: {error}"
        return f"it answered {self._status}: {said}" if self._status >= 400 else said


@contextmanager
def _errors() -> Iterator[TextIO]:
    """Yield where programs write their errors: as this one does, or nowhere."""
    if sys.__stderr__ is not None:
        yield sys.__stderr__
        return
    with open(os.devnull, "w") as nowhere:
        yield nowhere


class _Told:
    """Turns what a request raises into `ServerFailed`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if error is None or isinstance(error, ServerFailed):
            return
        fault = fault_of(error)
        if isinstance(fault, Exception):
            raise self._connection.failed(fault) from fault
