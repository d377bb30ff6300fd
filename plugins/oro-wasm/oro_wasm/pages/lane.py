"""Bytes on their way from a page to a worker that stands still until they come."""

from __future__ import annotations

import trio

__all__ = ("ROOM", "Lane")

ROOM = 1 << 18
"""Bytes that wait at most, and that are taken at once."""


class Lane:
    """Bytes written by a page and taken by its worker, in order."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._ended = False
        self._changed = trio.Condition()
        self._writing = trio.Lock()

    async def write(self, data: bytes) -> bool:
        """Add bytes; wait until there is room. If cancelled, part of them may have been added.

        Returns:
            Whether they are added: after the end they are not.
        """
        async with self._writing:
            view = memoryview(data)
            while view:
                async with self._changed:
                    while len(self._held) >= ROOM and not self._ended:
                        await self._changed.wait()
                    if self._ended:
                        return False
                    room = ROOM - len(self._held)
                    self._held += view[:room]
                    view = view[room:]
                    self._changed.notify_all()
            return not self._ended

    async def end(self) -> None:
        """Add nothing more, after what is being written."""
        async with self._writing:
            await self.close()

    async def close(self) -> None:
        """Add nothing more, from now on."""
        async with self._changed:
            self._ended = True
            self._changed.notify_all()

    async def take(self, seconds: float) -> bytes | None:
        """Wait for bytes, and take them; none once there are no more to come. If cancelled, nothing is taken.

        Args:
            seconds: how long to wait at most; may be infinite.

        Returns:
            None when nothing came in that time.
        """
        with trio.move_on_after(seconds):
            async with self._changed:
                while not self._held and not self._ended:
                    await self._changed.wait()
        if not self._held and not self._ended:
            return None
        async with self._changed:
            data = bytes(self._held)
            self._held.clear()
            self._changed.notify_all()
        return data
