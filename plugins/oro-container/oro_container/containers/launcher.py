"""The host's link to the launcher, the process that makes containers."""

from __future__ import annotations

import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import trio

from oro_container import inside
from oro_container.containers.link import Link, socket_pair
from oro_container.errors import CannotBoot
from oro_framework.interpreter import has_python, script_command

__all__ = ("Launcher", "Start")

Start = Callable[[list[str], int], Awaitable[trio.Process]]
"""Starts a program that inherits a descriptor."""


async def _start(command: list[str], descriptor: int) -> trio.Process:
    return await trio.lowlevel.open_process(
        command, pass_fds=(descriptor,), start_new_session=True, stdin=-3, stdout=-3, env={}
    )


class Launcher:
    """A process of its own that forks the containers of an app; it is started with the first of them.

    Args:
        start: starts it.
    """

    def __init__(self, start: Start = _start) -> None:
        self._start = start
        self._process: trio.Process | None = None
        self._link: Link | None = None
        self._opening = trio.Lock()
        self._missing: Mapping[str, str] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process; None unless it runs."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    async def launch(self, message: Mapping[str, Any]) -> tuple[socket.socket, socket.socket]:
        """Have a container made; return our ends of the sockets to its init and to what serves its files.

        The init tells first whether it is ready.

        Args:
            message: what it is to be: `level`, `name`, `root`, `mounts` or `shared`, `limits`, and the `groups` it is
                put in.

        Raises:
            CannotBoot: there is no Python to run the launcher.
            OSError: it could not be started.
        """
        await self.warm()
        assert self._link is not None
        init, files = socket_pair(), socket_pair()
        with init[1], files[1]:
            try:
                await self._link.tell(dict(message), [init[1].fileno(), files[1].fileno()])
            except BaseException:
                init[0].close()
                files[0].close()
                raise
        return init[0], files[0]

    async def missing(self) -> Mapping[str, str]:
        """Return why this machine does not let containers have parts of walls, by part.

        Raises:
            CannotBoot, OSError: as of `warm`; it ended at once.
        """
        await self.warm()
        async with self._opening:
            if self._missing is None:
                assert self._link is not None
                self._missing = await self._link.first()
        return self._missing

    async def warm(self) -> None:
        """Start the process unless it runs, so that the first container need not wait for it.

        Raises:
            CannotBoot: there is no Python to run it.
            OSError: it could not be started.
        """
        async with self._opening:
            if self._link is None or self.pid is None:
                await self._open()

    async def aclose(self) -> None:
        """End it, and every container with it."""
        if self._link is not None:
            self._link.close()
        if self._process is not None:
            with trio.CancelScope(shield=True):
                with trio.move_on_after(5):
                    await self._process.wait()
                if self._process.poll() is None:
                    self._process.kill()
                    await self._process.wait()

    async def _open(self) -> None:
        if not has_python() or sys.platform != "linux":
            raise CannotBoot(
                'Cannot boot a container with engine "host": it needs Linux and a Python beside the app; '
                'use engine "page"'
            )
        ours, theirs = socket_pair()
        with theirs:
            command = script_command(inside, [str(theirs.fileno())])
            try:
                with trio.CancelScope(shield=True):
                    self._process = await self._start(command, theirs.fileno())
            except BaseException:
                ours.close()
                raise
        self._link = Link(ours)
        self._missing = None
