"""Pseudo-terminals that stand for serial ports: one side is the port, the other the device behind it."""

from __future__ import annotations

import os
import tty
from pathlib import Path

import anyio

__all__ = ("Terminal",)


class Terminal:
    """A pair of pseudo-terminals, and a link that is the path of the port.

    Args:
        path: of the link.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.device, self._port = os.openpty()
        tty.setraw(self._port)
        os.set_blocking(self.device, False)
        self.plug_in()

    def plug_in(self) -> None:
        """Have the path be there."""
        self.path.symlink_to(os.ttyname(self._port))

    def pull_out(self) -> None:
        """Have the path be there no more; who has it open keeps it."""
        self.path.unlink()

    def lose(self) -> None:
        """Pull it out under whoever has it open."""
        self.path.unlink(missing_ok=True)
        self.close()

    async def read(self, size: int) -> bytes:
        """Return so many bytes that the port sent."""
        data = b""
        while len(data) < size:
            await anyio.wait_readable(self.device)
            data += os.read(self.device, size - len(data))
        return data

    def write(self, data: bytes) -> None:
        """Send bytes to the port."""
        assert os.write(self.device, data) == len(data)

    def close(self) -> None:
        """Close both sides."""
        for fd in (self.device, self._port):
            if fd >= 0:
                os.close(fd)
        self.device = self._port = -1
