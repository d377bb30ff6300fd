"""`LocalProcess`, a program of this machine whose pipes are ours, as a guest runs in one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import trio

__all__ = ("LocalProcess",)

_PART = 1 << 16


class LocalProcess:
    """A process of this machine.

    Args:
        process: with three pipes.
    """

    def __init__(self, process: trio.Process) -> None:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        self._process = process
        self._stdin = process.stdin
        self._outputs: dict[int, trio.abc.ReceiveStream] = {1: process.stdout, 2: process.stderr}

    @classmethod
    async def start(
        cls, command: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> LocalProcess:
        """Start a program; the caller kills it, or waits for its end.

        Raises:
            OSError: it cannot be started.
        """
        pipe = subprocess.PIPE
        given = [os.fspath(each) for each in command]
        process = await trio.lowlevel.open_process(
            given, stdin=pipe, stdout=pipe, stderr=pipe, cwd=cwd, env=None if env is None else dict(env)
        )
        return cls(process)

    async def write(self, data: bytes) -> None:
        """Write to its standard input.

        Raises:
            trio.BrokenResourceError: it has ended.
        """
        await self._stdin.send_all(data)

    async def end_input(self) -> None:
        """Close its standard input."""
        await self._stdin.aclose()

    async def take(self, fd: int) -> bytes:
        """Return the next bytes of its output (1) or error output (2), none at the end."""
        try:
            return bytes(await self._outputs[fd].receive_some(_PART))
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return b""

    async def wait(self) -> int:
        """Wait for its end; return its exit code, or less than zero for a signal."""
        return await self._process.wait()

    async def kill(self) -> None:
        """End it, and close its pipes. If cancelled, it is ended nevertheless."""
        with trio.CancelScope(shield=True):
            self._process.kill()
            await self._process.wait()
            await self._stdin.aclose()
            for output in self._outputs.values():
                await output.aclose()
