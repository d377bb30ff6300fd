"""`Watch`, what changes in a folder of a container, as a process within its walls tells it."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from typing import Any

import trio

from oro_container.containers.events import Batch, Listening
from oro_container.containers.link import Link
from oro_framework.errors import ErrnoError

__all__ = ("CHANGES", "Watch")

CHANGES = 10_000
"""Changes that wait for one who watches."""


class Watch:
    """A folder that is watched.

    Args:
        connection: our end of the socket to the process that watches.
        room: changes that wait at most.
    """

    def __init__(self, connection: socket.socket, room: int) -> None:
        self._link = Link(connection, self._told)
        self._heard = Listening(room)

    async def begin(self, path: str, recursive: bool) -> None:
        """Begin to watch.

        Raises:
            ErrnoError: it cannot be watched.
        """
        trio.lowlevel.spawn_system_task(self._listen)
        try:
            await self._link.ask("watch", path=path, recursive=recursive)
        except BaseException as error:
            self.close()
            if isinstance(error, OSError):
                raise ErrnoError(error.errno or errno.EIO, syscall="watch", path=path) from error
            raise

    async def take(self) -> Batch | None:
        """Wait for changes, each with `kind`, `path` and perhaps `to`; None once it is closed."""
        return await self._heard.take()

    def close(self) -> None:
        """Watch no more."""
        self._link.close()
        self._heard.end()

    def _told(self, message: dict[str, Any], fds: Sequence[int]) -> None:
        if message.get("lost"):
            self._heard.miss()
        for kind, path, *to in message["changes"]:
            self._heard.tell({"kind": kind, "path": path, **({"to": to[0]} if to else {})})

    async def _listen(self) -> None:
        await self._link.listen()
        self._heard.end()
