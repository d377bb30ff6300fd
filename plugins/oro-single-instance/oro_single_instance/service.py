"""The service that hears of further starts and answers `instance.*`."""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

from oro_framework.errors import Closed, TimedOut, TooLarge, UsageError
from oro_framework.listener import Bounds, Connection, Listener
from oro_framework.service import Service, route
from oro_framework.types import Call, Event, Host
from oro_single_instance.claim import CLAIMS, Claim
from oro_single_instance.message import LIMIT, RECEIVED, Start, decode

__all__ = ("EVENT", "SingleInstance")

EVENT = "applicationinstance"
KEPT = 100
"""Starts that are remembered."""
BOUNDS = Bounds(connections=8, head=LIMIT, seconds=5.0)
"""Starts that hand over at once, and what each may say in which time."""


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
        async def serve(connection: Connection) -> None:
            await self._heard(connection, claimed.token)

        listener = Listener(serve, BOUNDS, log=self.host.log, name="port for further starts")
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            async with listener.listening([bound]):
                claimed.listen_at(bound.getsockname()[1])
                yield

    async def _heard(self, connection: Connection, token: str) -> None:
        try:
            line, _ = await connection.head(b"\n")
            start = decode(line, token)
        except (UsageError, TooLarge, TimedOut, Closed) as error:
            self.host.log.warning("Not a further start is what spoke to its port: %s", error.message)
            return
        self._told(start)
        await connection.close_with(RECEIVED)

    def _told(self, start: Start) -> None:
        self._further.append(start)
        detail = {"argv": start.argv, "cwd": start.cwd}
        self.host.announce(EVENT, detail)
        self.host.event(Event(name=EVENT, detail=detail))

    @route("instance.starts", permission="single_instance")
    def starts(self, call: Call) -> Starts:
        """Return the start that became the app, and the latest 99 that handed over to it."""
        return {"starts": [self._own, *self._further]}
