"""Listens for `oro wasm stop` while a server runs."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import trio

from oro_framework.errors import Closed, TimedOut, TooLarge
from oro_framework.listener import Bounds, Connection, Listener
from oro_wasm.server.running import Running, folder, kept, understood

__all__ = ("stoppable",)

BOUNDS = Bounds(connections=8, head=4096, seconds=5.0)


@asynccontextmanager
async def stoppable(
    running: Running, stop: Callable[[], object], log: logging.Logger, *, place: Path | None = None
) -> AsyncIterator[None]:
    """Let commands find this server, and end it, during the block.

    Args:
        running: who it is.
        stop: called when a command asks it to stop.
        log: for connections that are none of ours.
        place: the folder of servers; the user's own where None.

    Raises:
        Broken: the user's runtime folder cannot be used.
    """
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        with kept(place or folder(), bound.getsockname()[1]) as token:
            listener = Listener(_answering(running, stop, token), BOUNDS, log=log, name="port for oro wasm stop")
            async with listener.listening([bound]):
                yield


def _answering(running: Running, stop: Callable[[], object], token: str) -> Callable[[Connection], Awaitable[None]]:
    async def serve(connection: Connection) -> None:
        try:
            line, _ = await connection.head(b"\n")
        except (TooLarge, TimedOut, Closed):
            return
        question = understood(line, token)
        if question is None:
            return
        if question.do == "info":
            await connection.close_with(msgspec.json.encode(running) + b"\n")
            return
        await connection.stream.send_all(b"{}\n")
        stop()
        await trio.sleep_forever()  # the connection ends with this server, which is what the command waits for

    return serve
