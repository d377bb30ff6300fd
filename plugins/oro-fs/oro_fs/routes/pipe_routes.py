"""The route that moves bytes from one open file to another."""

from __future__ import annotations

from oro_framework.errors import InvalidArgument
from oro_framework.types import Call
from oro_fs.files.piping import pipe
from oro_fs.files.threads import FileThreads, check_cancelled
from oro_fs.handles.descriptors import Descriptors
from oro_fs.routes.answers import Result
from oro_fs.routes.fs_route import fs_route

__all__ = ("PipeRoutes",)

_MOST = 64 << 20


class PipeRoutes:
    """Pipes between open files, whose bytes the page does not see."""

    def __init__(self, threads: FileThreads, descriptors: Descriptors) -> None:
        self._threads = threads
        self._descriptors = descriptors

    @fs_route("fs.pass")
    async def pipe(self, call: Call, *, id: str, to: str, size: int, offset: int, place: int = -1) -> Result:
        """Write up to `size` bytes of an open file at `offset` to the open file `to`, and tell how many there were.

        A negative `place` goes on where the last write ended. If cancelled, part was written.
        """
        if not 0 <= size <= _MOST or offset < 0:
            raise InvalidArgument('Cannot call "fs.pass": size must be 0 to 64 MiB, and offset not negative')
        source = self._descriptors.get(call.window, id, "file")
        target = self._descriptors.get(call.window, to, "file")
        with source.use() as reader, target.use() as writer:
            if place >= 0:
                return {"result": await self._threads.run(pipe, reader, writer, size, offset, place, check_cancelled)}
            async with target.turn:
                return {"result": await self._threads.run(pipe, reader, writer, size, offset, -1, check_cancelled)}
