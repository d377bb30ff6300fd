"""The route that moves bytes between what a page holds open."""

from __future__ import annotations

from oro_framework.errors import InvalidArgument
from oro_framework.types import Call
from oro_fs.base import Base, Result, check_cancelled
from oro_fs.errors import fs_route
from oro_fs.files.piping import pass_on

__all__ = ("PassingRoutes",)

_MOST = 64 << 20


class PassingRoutes(Base):
    """What pipes between files come to."""

    @fs_route("fs.pass")
    async def pass_on(self, call: Call, *, id: str, to: str, size: int, offset: int, place: int = -1) -> Result:
        """Write up to `size` bytes of an open file at `offset` to the open file `to`, and tell how many it were.

        A negative `place` goes on where the last write ended. If cancelled, part was written.
        """
        if not 0 <= size <= _MOST or offset < 0:
            raise InvalidArgument('Cannot call "fs.pass": size must be 0 to 64 MiB, and offset not negative')
        source = self.descriptors.get(call.window, id, "file")
        target = self.descriptors.get(call.window, to, "file")
        with source.use() as reader, target.use() as writer:
            if place >= 0:
                return {"result": await self.threaded(pass_on, reader, writer, size, offset, place, check_cancelled)}
            async with target.turn:
                return {"result": await self.threaded(pass_on, reader, writer, size, offset, -1, check_cancelled)}
