"""The network of a container: the ports its programs listen on, and their way out."""

from __future__ import annotations

import errno
import math
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import trio

from oro_container.containers.link import Link
from oro_container.egress.egress import Egress
from oro_container.egress.name_server import serve_names

__all__ = ("Network", "Port")

_MOST_AT_ONCE = 256
"""Connections that are made at once."""


@dataclass(frozen=True, slots=True)
class Port:
    """A port that a program listens on."""

    number: int
    family: int
    """4 or 6."""
    address: str
    """That it listens on."""
    pid: int
    """The process that listened first."""


class Network:
    """The network of one container.

    Args:
        egress: its way out.
        init: the link to its init.
    """

    def __init__(self, egress: Egress, init: Link) -> None:
        self.egress = egress
        self.ports: dict[tuple[int, int], Port] = {}
        """By family and number."""
        self.watchers: list[Callable[[Port, bool], None]] = []
        """Called when a port begins to be listened on, and with False when it ends."""
        self._init = init
        # A thread of the container waits for each, and those are limited.
        self._asked, self._asks = trio.open_memory_channel[Mapping[str, Any]](math.inf)
        self._names: tuple[socket.socket, socket.socket] | None = None
        self._named = trio.Event()

    def told(self, message: Mapping[str, Any], fds: Sequence[int]) -> bool:
        """Take what the init tells; return whether it was about this."""
        if "listening" in message:
            port = Port(message["listening"], message["family"], message["address"], message["pid"])
            self.ports[port.family, port.number] = port
            self._tell(port, True)
        elif "closed" in message:
            if (gone := self.ports.pop((message["family"], message["closed"]), None)) is not None:
                self._tell(gone, False)
        elif "connect" in message:
            self._asked.send_nowait(message)
        elif "names" in message:
            datagrams, connections = (socket.socket(fileno=os.dup(fd)) for fd in fds)
            self._names = datagrams, connections
            self._named.set()
        else:
            return False
        return True

    async def serve(self) -> None:
        """Answer what programs ask for, until this is cancelled."""
        # A program that is killed while it waits leaves its connection to the time that connections have.
        places = trio.Semaphore(_MOST_AT_ONCE)
        async with trio.open_nursery() as tasks:
            tasks.start_soon(self._serve_names)
            async for message in self._asks:
                await places.acquire()
                tasks.start_soon(self._connect, message, places)

    def close(self) -> None:
        """Close what is left."""
        for made in self._names or ():
            made.close()

    async def _serve_names(self) -> None:
        await self._named.wait()
        assert self._names is not None
        await serve_names(self.egress, *self._names)

    async def _connect(self, message: Mapping[str, Any], places: trio.Semaphore) -> None:
        number, waits = message["connect"], message["waits"]
        try:
            made = await self.egress.connect(
                message["address"], message["port"], version=message["family"], waits=waits
            )
        except OSError as error:
            await self._answer(number, error.errno or errno.EIO)
            return
        finally:
            places.release()
        with made:
            await self._answer(number, 0 if waits else errno.EINPROGRESS, [made.fileno()])

    async def _answer(self, number: int, error: int, fds: Sequence[int] = ()) -> None:
        # The container may have ended meanwhile.
        with suppress(OSError):
            await self._init.ask("connected", fds, connect=number, error=error)

    def _tell(self, port: Port, listens: bool) -> None:
        for each in tuple(self.watchers):
            each(port, listens)
