"""The server of an app, started and stopped, on a port that stays the same."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable
from contextlib import suppress

import trio

from oro_conduit.server.ports import Sockets, taken_port
from oro_conduit.server.server import Server
from oro_framework.errors import Broken, Closed

__all__ = ("Loopback",)


class Loopback:
    """Starts and stops a server. Loop thread.

    Args:
        make: makes the server.
        hostname: by which pages connect.
        port: the configured one; 0 for any that is free.
        log: where starts and stops are told.
    """

    tasks: trio.Nursery | None = None
    """Where the server runs; None before the app runs and after it."""
    paused = False
    """Whether the app is paused: no server starts then."""

    def __init__(self, make: Callable[[], Server], hostname: str, port: int, log: logging.Logger) -> None:
        self._make = make
        self._hostname = hostname
        self._configured = port
        self._port = port
        self._log = log
        self._sockets: Sockets | None = None
        self._server: Server | None = None
        self._switching = trio.Lock()
        self._ended = trio.Event()

    @property
    def port(self) -> int:
        """The port pages connect to; it is taken when it is first asked for, and then stays.

        Raises:
            Broken: the configured port is taken already.
        """
        if self._sockets is None and not self.active:
            self._sockets = taken_port(self._port)
            self._port = self._sockets.port
            weakref.finalize(self, self._sockets.close)
        return self._port

    def address(self) -> tuple[str, int] | None:
        """Return the name and port by which pages connect; None when no port can be had."""
        try:
            return self._hostname, self.port
        except Broken:
            return None

    @property
    def active(self) -> bool:
        """Whether sockets are accepted."""
        return self._server is not None

    async def start(self) -> None:
        """Accept sockets, on the port known already if it is still free. Does nothing while it does.

        Raises:
            Broken: no port can be had.
            Closed: the app is paused, or has ended.
        """
        async with self._switching:
            if self.active:
                return
            if self.paused or self.tasks is None:
                raise Closed("Failed to start Conduit: the app is paused or stopping")
            sockets = self._take()
            self._server = self._make()
            self._ended = trio.Event()
            await self.tasks.start(self._run, self._server, sockets)
            self._log.debug("Listening on port %d", self._port)

    async def stop(self, close_connections: Callable[[], None]) -> None:
        """Accept no more sockets and close those there are; calls that had arrived go on. The port stays ours."""
        async with self._switching:
            server, self._server = self._server, None
            if server is None:
                return
            server.stop()
            close_connections()
            await self._ended.wait()
            self._log.debug("Stopped listening on port %d", self._port)
            with suppress(Broken):
                assert self.port

    def release_port(self) -> None:
        """Let other programs have the port: the app ends."""
        if self._sockets is not None:
            self._sockets.close()
            self._sockets = None

    def _take(self) -> Sockets:
        """Return the sockets of the known port, or of another when it was taken while none listened."""
        known = self._port
        try:
            assert self.port
        except Broken as error:
            if not known or known == self._configured:
                raise
            self._port = 0
            self._log.warning("%s; taking port %d instead", error.message, self.port)
        sockets, self._sockets = self._sockets, None
        assert sockets is not None
        return sockets

    async def _run(self, server: Server, sockets: Sockets, *, task_status: trio.TaskStatus[None]) -> None:
        try:
            await server.run(sockets, task_status=task_status)
        finally:
            sockets.close()
            self._ended.set()
            if self._server is server:
                self._server = None
