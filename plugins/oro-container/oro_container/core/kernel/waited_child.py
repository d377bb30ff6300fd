"""`WaitedChild`, a child that its program stands still for until it has ended, as Node's `spawnSync` has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..processes.process import Process
from ..shell.context import NotRunnable
from ..streams.ends import BrokenPipe, End, Nothing, PipeReader, PipeWriter
from ..streams.pipe import Pipe
from .adapter import Message

if TYPE_CHECKING:
    from .kernel import Kernel

__all__ = ("WaitedChild",)

MOST = 1 << 20
"""Bytes that it may write into a pipe unless more is asked for, as in Node."""
CHUNK = 1 << 14


class WaitedChild:
    """A child that is waited for.

    Args:
        kernel: it belongs to.
        parent: waits for it.
        given: `argv`, `cwd`, `env`, `stdio`, `input`, `timeout` in milliseconds, `killSignal` and `maxBuffer`.
        told: is told of the outcome, once it has ended and all it wrote has been read.
    """

    def __init__(self, kernel: Kernel, parent: Process, given: Message, told: Callable[[Message], None]) -> None:
        self._kernel = kernel
        self._told = told
        self._given = given
        self._outputs: dict[int, bytearray] = {}
        self._left = 1
        self._error = ""
        self._child: Process | None = None
        self._start(parent)

    def _start(self, parent: Process) -> None:
        kernel, given = self._kernel, self._given
        ends: dict[int, End] = {}
        kept: dict[int, End] = {}
        for fd, how in enumerate(given["stdio"]):
            if how == "inherit":
                ends[fd] = kernel.end_of(parent.pid, fd)
            elif how == "pipe":
                pipe = Pipe()
                ends[fd] = PipeReader(pipe) if fd == 0 else PipeWriter(pipe)
                kept[fd] = PipeWriter(pipe) if fd == 0 else PipeReader(pipe)
            else:
                ends[fd] = Nothing()
        env = given.get("env") or parent.env
        try:
            child = kernel.spawn(given["argv"], parent=parent.pid, cwd=given["cwd"], env=env, ends=ends)
        except NotRunnable as error:
            for end in (*ends.values(), *kept.values()):
                end.close()
            self._told({"error": "ENOENT" if error.status == 127 else "EACCES"})
            return
        self._child = child
        for fd, end in kept.items():
            kernel.run_task(self._feed(end) if fd == 0 else self._read(fd, end))
            self._left += fd != 0
            if fd:
                self._outputs[fd] = bytearray()
        if timeout := given.get("timeout"):
            kernel.adapter.later(float(timeout) / 1000, lambda: self._give_up("ETIMEDOUT"))
        kernel.processes_table.when_ended(child.pid, self._ended)

    async def _feed(self, end: End) -> int:
        data = bytes(self._given.get("input") or b"")
        try:
            for at in range(0, len(data), CHUNK):
                await end.write(data[at : at + CHUNK])
        except BrokenPipe:
            return 0
        finally:
            end.close()
        return 0

    async def _read(self, fd: int, end: End) -> int:
        most = int(self._given.get("maxBuffer") or MOST)
        held = self._outputs[fd]
        try:
            while data := await end.read(CHUNK):
                held += data[: most - len(held)]
                if len(held) >= most and data:
                    self._give_up("ENOBUFS")
        finally:
            end.close()
            self._finish()
        return 0

    def _give_up(self, why: str) -> None:
        child = self._child
        if child is not None and child.state != "zombie" and not self._error:
            self._error = why
            self._kernel.end_tree(child.pid, self._given.get("killSignal") or "SIGTERM")

    def _ended(self) -> None:
        self._finish()

    def _finish(self) -> None:
        self._left -= 1
        if self._left or self._child is None:
            return
        child = self._child
        self._kernel.reap(child)
        outcome: dict[str, Any] = {"pid": child.pid, "status": child.exit_code, "signal": child.signal}
        self._told({**outcome, "error": self._error, **{str(fd): bytes(each) for fd, each in self._outputs.items()}})
