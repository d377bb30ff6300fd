"""The service that hears of further starts and answers `instance.*`."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypedDict

from oro_framework.errors import UsageError
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Event, Host
from oro_single_instance.claim import CLAIMS, Claim
from oro_single_instance.message import LIMIT, RECEIVED, Start, decode

if TYPE_CHECKING:
    from anyio.abc import ByteStream

__all__ = ("EVENT", "SingleInstance")

EVENT = "applicationinstance"
KEPT = 100
"""Starts that are remembered."""
PATIENCE = 5.0
"""Seconds another start has to say what it wants."""


class Starts(TypedDict):
    """Every start of the app that is remembered, the one that became it first."""

    starts: list[Start]


class SingleInstance(Service):
    """The app's one process, told of every further start."""

    name = "single-instance"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._own = Start(list(host.arguments), os.getcwd())
        self._further: deque[Start] = deque(maxlen=KEPT - 1)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Listen on loopback for as long as this process is the app, if it claimed to be."""
        claimed = CLAIMS.pop(self.host, None)
        self._own = Start(list(self.host.arguments), self._own.cwd)
        if claimed is None:
            yield
            return
        try:
            async with self._listening(claimed):
                yield
        finally:
            claimed.release()

    @asynccontextmanager
    async def _listening(self, claimed: Claim) -> AsyncIterator[None]:
        await load("anyio.streams.buffered")
        import anyio

        async def serve(stream: ByteStream) -> None:
            with anyio.move_on_after(PATIENCE):
                await self._heard(stream, claimed.token)

        async with (
            await anyio.create_tcp_listener(local_host="127.0.0.1") as listener,
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(listener.serve, serve)
            claimed.listen_at(listener.extra(anyio.abc.SocketAttribute.local_port))
            yield
            tasks.cancel_scope.cancel()

    async def _heard(self, stream: ByteStream, token: str) -> None:
        import anyio
        from anyio.streams.buffered import BufferedByteReceiveStream

        async with stream:
            try:
                line = await BufferedByteReceiveStream(stream).receive_until(b"\n", LIMIT)
                start = decode(line, token)
            except (UsageError, anyio.EndOfStream, anyio.IncompleteRead, anyio.DelimiterNotFound, OSError) as error:
                self.host.log.warning("Somebody spoke to the port for further starts: %s", error)
                return
            except anyio.BrokenResourceError:
                return
            self._told(start)
            await stream.send(RECEIVED)

    def _told(self, start: Start) -> None:
        self._further.append(start)
        detail = {"argv": start.argv, "cwd": start.cwd}
        self.host.announce(EVENT, detail)
        self.host.event(Event(name=EVENT, detail=detail))

    @route("instance.starts", permission="single_instance")
    def starts(self, call: Call) -> Starts:
        """Return the start that became the app, and the latest 99 that handed over to it."""
        return {"starts": [self._own, *self._further]}
