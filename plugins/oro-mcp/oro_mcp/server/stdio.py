"""The app as a server of lines: for one agent, over standard input and output or over what it joined by."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import TextIOWrapper
from typing import Any, BinaryIO, Protocol, cast

import trio
from mcp.server.stdio import stdio_server

from oro_mcp.server.app_tools import AppTools
from oro_mcp.server.principals import Principal, of_stdio
from oro_mcp.server.protocol import Context, Info, made_server
from oro_mcp.wire import Wire

__all__ = ("Reader", "Writer", "serve", "serve_lines")


class Reader(Protocol):
    """Gives lines of the agent."""

    def __aiter__(self) -> AsyncIterator[str]: ...


class Writer(Protocol):
    """Takes text for the agent."""

    async def write(self, text: str) -> None: ...

    async def flush(self) -> None: ...


class _Lines:
    """Reads lines in a thread, which is left behind when the app ends."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    async def __aiter__(self) -> AsyncIterator[str]:
        while line := await trio.to_thread.run_sync(self._file.readline, abandon_on_cancel=True):
            yield line.decode("utf-8", "replace")


class _Writer:
    """Writes text in a thread."""

    def __init__(self, file: BinaryIO) -> None:
        self._text = TextIOWrapper(file, encoding="utf-8", newline="\n")

    async def write(self, text: str) -> None:
        await trio.to_thread.run_sync(self._text.write, text)

    async def flush(self) -> None:
        await trio.to_thread.run_sync(self._text.flush)


async def serve(app: AppTools, wire: Wire, info: Info, client: str) -> None:
    """Serve the agent that started the app, until it closes standard input or is gone.

    Args:
        app: the tools and resources.
        wire: the two ends.
        info: what the app says about itself.
        client: the name of the agent; as it says itself where empty.
    """
    await serve_lines(app, _Lines(wire.reading), _Writer(wire.writing), info, client)


async def serve_lines(app: AppTools, reader: Reader, writer: Writer, info: Info, client: str) -> None:
    """Serve an agent until its lines end or it is gone; see `serve`."""

    def who(context: Context) -> Principal:
        params = context.session.client_params
        return of_stdio(client or (params.client_info.name if params is not None else ""))

    server = made_server(app, who, info)
    try:
        async with stdio_server(cast(Any, reader), cast(Any, writer)) as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())
    except* (BrokenPipeError, trio.BrokenResourceError):
        pass  # the agent is gone, and with it the reason to go on
