"""The servers of tools of an app: connected at their first use, and again once a connection has ended. Loop thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import trio

from oro_framework.errors import NotFound
from oro_framework.service import load
from oro_framework.suggestions import did_you_mean, nearest
from oro_framework.types import Host
from oro_mcp.client.entry import Entry, entries_of
from oro_mcp.reporting import Report
from oro_mcp.secret_texts import secret_text

if TYPE_CHECKING:
    import mcp_types as types

    from oro_mcp.client.connection import Connection

__all__ = ("Servers",)


class Servers:
    """See the module.

    Args:
        host: whose configuration names them.
        tasks: where connections run.

    Raises:
        ConfigError: a table of the configuration is wrong.
    """

    def __init__(self, host: Host, tasks: trio.Nursery) -> None:
        self._host = host
        self._tasks = tasks
        self.entries: Mapping[str, Entry] = entries_of(host.settings)
        self._connections: dict[str, Connection] = {}
        self._turns: dict[str, trio.Lock] = {}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def connected(self, name: str) -> Connection | None:
        """Return the connection to a server where there is one."""
        found = self._connections.get(name)
        return None if found is None or found.ended else found

    async def tools(self, name: str) -> Sequence[types.Tool]:
        """Return the tools of a server.

        Raises:
            NotFound: no server has that name.
            ServerFailed: it cannot be reached.
        """
        return await (await self._connection(name)).tools()

    async def call(self, name: str, tool: str, arguments: Mapping[str, Any], report: Report) -> types.CallToolResult:
        """Call a tool of a server.

        Raises:
            NotFound: no server has that name.
            ServerFailed: it cannot be reached, or refuses the call.
        If cancelled, the server is told so.
        """
        return await (await self._connection(name)).call(tool, arguments, report)

    async def resources(self, name: str) -> Sequence[types.Resource | types.ResourceTemplate]:
        """Return the resources of a server, and the templates of their addresses.

        Raises:
            NotFound: no server has that name.
            ServerFailed: it cannot be reached.
        """
        return await (await self._connection(name)).resources()

    async def read(self, name: str, uri: str) -> types.ReadResourceResult:
        """Read a resource of a server.

        Raises:
            NotFound: no server has that name.
            ServerFailed: it cannot be reached, or has no such resource.
        If cancelled, the server is told so.
        """
        return await (await self._connection(name)).read(uri)

    def close(self) -> None:
        """End every connection."""
        for each in self._connections.values():
            each.close()

    def _entry(self, name: str) -> Entry:
        if (entry := self.entries.get(name)) is None:
            near = nearest(name[:100], list(self.entries))
            hint = did_you_mean(near, f"a table [mcp.servers.{name[:100]}] would name it")
            raise NotFound(f'Cannot use server "{name[:100]}": the configuration has none of that name; {hint}')
        return entry

    async def _connection(self, name: str) -> Connection:
        entry = self._entry(name)
        async with self._turns.setdefault(name, trio.Lock()):
            found = self._connections.get(name)
            if found is None or found.ended:
                found = self._connections[name] = await self._made(entry)
                self._tasks.start_soon(found.run)
            await found.ready()
        return found

    async def _made(self, entry: Entry) -> Connection:
        await load("oro_mcp.client.connection")
        from oro_mcp.client.connection import Connection, Secrets

        where = f"mcp.servers.{entry.name}"
        token = await secret_text(self._host, where, key=entry.token, variable=entry.token_env)
        variables = {
            variable: await secret_text(self._host, where, key=key, variable="")
            for variable, key in entry.secrets.items()
        }
        return Connection(entry, Secrets(token, variables), self._host.root)
