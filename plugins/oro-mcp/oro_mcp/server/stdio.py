"""The app as a server over standard input and output: for one agent, which started it."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from io import TextIOWrapper
from typing import Any, BinaryIO, cast

import trio
from mcp.server.stdio import stdio_server

from oro_mcp.server.app_tools import AppTools
from oro_mcp.server.principals import Principal, of_stdio
from oro_mcp.server.protocol import Context, Info, made_server

__all__ = ("Wire", "serve")


class Wire:
    """The two ends of the protocol, taken from the program: whatever it prints goes to standard error from then on."""

    def __init__(self) -> None:
        sys.stdout.flush()
        self.reading: BinaryIO = os.fdopen(os.dup(0), "rb")
        self.writing: BinaryIO = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)


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
    """Serve until the agent closes standard input or is gone.

    Args:
        app: the tools and resources.
        wire: the two ends.
        info: what the app says about itself.
        client: the name of the agent; as it says itself where empty.
    """

    def who(context: Context) -> Principal:
        params = context.session.client_params
        return of_stdio(client or (params.client_info.name if params is not None else ""))

    server = made_server(app, who, info)
    lines, writer = cast(Any, _Lines(wire.reading)), cast(Any, _Writer(wire.writing))
    try:
        async with stdio_server(lines, writer) as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())
    except* (BrokenPipeError, trio.BrokenResourceError):
        pass  # the agent is gone, and with it the reason to go on
