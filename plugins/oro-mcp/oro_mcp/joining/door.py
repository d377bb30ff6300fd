"""The door of an app that is open, for agents of `oro mcp` that join it: a session for each, over one socket.

The agents are those over standard input and output, `mcp stdio/NAME`, with the same rights and the same questions to
the person; only the app is one that runs already. An agent that leaves ends its session, and the calls in it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import trio

from oro_framework.listener import Bounds, Connection, Listener
from oro_framework.service import load
from oro_mcp.joining.greeting import LIMIT, Hello, Welcome, line_of, read
from oro_mcp.joining.sockets import listening, peer_is_the_user
from oro_mcp.joining.stream_lines import lines_of
from oro_mcp.server.app_tools import AppTools

if TYPE_CHECKING:  # imported with the first agent
    from oro_mcp.server.protocol import Info

__all__ = ("Door", "opened")

MOST = 32
"""Agents that have joined at once."""
BOUNDS = Bounds(connections=MOST, head=LIMIT, seconds=5.0)
FULL = line_of(Welcome(refused=f"{MOST} agents have joined it already"))
FOREIGN = line_of(Welcome(refused="another user of this machine runs it"))


class Door:
    """See the module. Loop thread.

    Args:
        app: the tools and resources.
        info: what the app says about itself.
        log: told of agents that are refused.
    """

    def __init__(self, app: AppTools, info: Info, log: logging.Logger) -> None:
        self._app = app
        self._info = info
        self._log = log

    async def serve(self, connection: Connection) -> None:
        """Serve one agent until it leaves. If cancelled, so are the calls in its session.

        Raises:
            OroError: it does not greet.
        """
        stream = connection.stream
        if not peer_is_the_user(stream.socket):
            self._log.warning("Refused an agent that another user of this machine runs")
            await connection.close_with(FOREIGN)
            return
        line, rest = await connection.head(b"\n")
        hello = read(line, Hello)
        await load("oro_mcp.server.stdio")
        from oro_mcp.server.stdio import serve_lines

        await stream.send_all(line_of(Welcome(pid=os.getpid())))
        await serve_lines(self._app, _Reader(stream, rest), _Writer(stream), self._info, hello.client)


class _Reader:
    """Reads lines as text."""

    def __init__(self, stream: trio.SocketStream, begun: bytes) -> None:
        self._stream = stream
        self._begun = begun

    async def __aiter__(self) -> AsyncIterator[str]:
        async for line in lines_of(self._stream, self._begun):
            yield line.decode("utf-8", "replace")


class _Writer:
    """Writes text."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream

    async def write(self, text: str) -> None:
        await self._stream.send_all(text.encode())

    async def flush(self) -> None:
        await trio.lowlevel.checkpoint()


@asynccontextmanager
async def opened(door: Door, bundle: str, log: logging.Logger) -> AsyncIterator[None]:
    """Let agents join during the block.

    Raises:
        Broken: there can be no socket.
        Unsupported: the system has none.
    """
    listener = Listener(door.serve, BOUNDS, log=log, name="door for agents", full=FULL)
    with listening(bundle) as bound:
        async with listener.listening([bound]):
            yield
