"""`WorkerProgram`, a program in a worker: its streams by credits, its calls, and the files it is told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..processes.process import Process
from ..streams.credits import WINDOW, Incoming, Outgoing, Overspent
from ..streams.ends import End, PipeReader, PipeWriter
from ..streams.pipe import Pipe
from ..tasks.scheduler import Killed, Task
from .adapter import Message
from .tree_messages import apply
from .waited_child import WaitedChild

if TYPE_CHECKING:
    from .kernel import Kernel

__all__ = ("WorkerProgram",)

STANDING = 64 << 20
"""Bytes that a program may be ahead that stands still while it runs, so that no credits reach it."""
FIRST_CHANNEL = 1000
"""Numbers of the streams of children, as their parent has them."""


class WorkerProgram:
    """A program in a worker.

    Args:
        kernel: it belongs to.
        process: it is.
        ends: by number; they are its own.
    """

    def __init__(self, kernel: Kernel, process: Process, ends: Mapping[int, End]) -> None:
        self._kernel = kernel
        self.process = process
        self._outgoing: dict[int, Outgoing] = {}
        self._incoming: dict[int, Incoming] = {}
        self.tasks: list[Task] = []
        self._next_channel = FIRST_CHANNEL
        self._left = 0
        self._exit: int | None = None
        self.terminal = next((end.terminal for end in ends.values() if end.terminal), None)
        self._ends = ends
        self._window = WINDOW
        self._waiting = False
        self._untold: list[list[Any]] = []

    def start(self, kind: str, path: str, argv: tuple[str, ...]) -> None:
        """Start the worker."""
        process, ends = self.process, self._ends
        self._window = STANDING if kind == "wasi" else WINDOW
        size = self.terminal.discipline.size if self.terminal else None
        self._kernel.shelf.update()
        self._kernel.adapter.start(
            process.pid,
            {
                "kind": "begin",
                "program": kind,
                "pid": process.pid,
                "parent": process.parent,
                "path": path,
                "argv": list(argv),
                "env": dict(process.env),
                "cwd": process.cwd,
                "terminals": [fd for fd, end in ends.items() if end.terminal],
                "size": [size.columns, size.rows] if size else None,
            },
        )
        for fd, end in ends.items():
            if fd == 0:
                self._send_out(fd, end)
            else:
                self._take_in(fd, end, own=True)

    def receive(self, message: Message) -> None:
        """Take a message of the program."""
        kind = message["kind"]
        if kind == "write":
            self._write(message["fd"], bytes(message["data"]))
        elif kind == "credit":
            if (outgoing := self._outgoing.get(message["fd"])) is not None:
                outgoing.give(message["bytes"])
        elif kind == "close":
            if (incoming := self._incoming.get(message["fd"])) is not None:
                incoming.close()
        elif kind == "files":
            self._edit(message["edits"])
        elif kind == "handles":
            self.process.handled = set(message["signals"])
        elif kind == "call":
            self._call(message["id"], message["method"], message["params"])
        elif kind == "spawn-waiting":
            self._wait_for_child(message["token"], message["params"])
        elif kind == "exit":
            self.finish(int(message["code"]))

    def tell_of_files(self, edits: list[list[Any]]) -> None:
        """Tell it what others did; while it stands still, with what it waits for."""
        if self._waiting:
            self._untold += edits
        else:
            self._kernel.adapter.send(self.process.pid, {"kind": "files", "edits": edits})

    def finish(self, code: int) -> None:
        """End it once what it wrote is passed on."""
        if self._exit is None:
            self._exit = code & 0xFF
            for incoming in self._incoming.values():
                incoming.close()
            self._check()

    def send(self, message: Message) -> None:
        """Send it a message, after the files that were changed before."""
        self._kernel.tell_of_files()
        self._kernel.adapter.send(self.process.pid, message)

    def drop(self) -> None:
        """Close its streams; it runs no more."""
        for task in self.tasks:
            self._kernel.scheduler.throw(task, Killed("SIGKILL"))

    def _write(self, fd: int, data: bytes) -> None:
        incoming = self._incoming.get(fd)
        if incoming is None:
            return
        try:
            incoming.receive(data)
        except Overspent:
            self._kernel.end_program(self.process.pid, 1, "SIGKILL")

    def _send_out(self, fd: int, end: End) -> None:
        # What is typed is for whoever reads next, which may be the shell that the program ends before.
        asked = end.terminal is not None
        outgoing = Outgoing(end, lambda data: self.send({"kind": "data", "fd": fd, "data": data}), asked=asked)
        self._outgoing[fd] = outgoing
        self.tasks.append(self._kernel.run_task(outgoing.run()))

    def _take_in(self, fd: int, end: End, own: bool = False) -> None:
        def give(count: int) -> None:
            self.send({"kind": "credit", "fd": fd, "bytes": count})

        def broken() -> None:
            self.send({"kind": "broken", "fd": fd})

        incoming = Incoming(end, give, broken, self._window)
        self._incoming[fd] = incoming
        self._left += own
        self.tasks.append(self._kernel.run_task(incoming.run(), self._passed if own else None))

    def _passed(self) -> None:
        self._left -= 1
        self._check()

    def _check(self) -> None:
        if self._exit is not None and not self._left:
            self._kernel.end_program(self.process.pid, self._exit, None)

    def _edit(self, edits: list[list[Any]]) -> None:
        for why in apply(self._kernel.files, edits, self._kernel.told_by(self.process.pid)):
            self.send({"kind": "refused", **why})

    # -- calls -------------------------------------------------------------------------------------

    def _call(self, id: int, method: str, params: Message) -> None:
        calls: dict[str, Callable[[Message], Any]] = {
            "listen": lambda given: self._kernel.ports.listen(int(given["port"]), self.process.pid),
            "unlisten": lambda given: self._kernel.ports.close(int(given["port"]), self.process.pid),
            "kill": self._kill,
            "raw": self._raw,
            "spawn": self._spawn,
            "owner": lambda given: self._kernel.ports.owner(int(given["port"])),
        }
        try:
            self.send({"kind": "answer", "id": id, "data": calls[method](params)})
        except Exception as error:
            self.send({"kind": "answer", "id": id, "error": self._kernel.told(error)})

    def _kill(self, given: Message) -> None:
        self._kernel.signal(int(given["pid"]), given["signal"])

    def _raw(self, given: Message) -> None:
        if self.terminal is not None:
            self.terminal.set_raw(bool(given["on"]))

    def _spawn(self, given: Message) -> Message:
        """Start a child; its streams are channels of this program, or its own where they are inherited."""
        ends: dict[int, End] = {}
        channels: dict[int, int] = {}
        kept: list[tuple[int, End]] = []
        for fd, how in enumerate(given.get("stdio") or ["pipe", "pipe", "pipe"]):
            if how == "inherit":
                ends[fd] = self._kernel.end_of(self.process.pid, fd)
            elif how == "pipe":
                pipe = Pipe()
                ends[fd] = PipeReader(pipe) if fd == 0 else PipeWriter(pipe)
                channels[fd] = self._next_channel
                kept.append((self._next_channel, PipeWriter(pipe) if fd == 0 else PipeReader(pipe)))
                self._next_channel += 1
        try:
            child = self._kernel.spawn(
                given["argv"],
                parent=self.process.pid,
                cwd=given.get("cwd") or self.process.cwd,
                env=given.get("env") or self.process.env,
                ends=ends,
                group=0 if given.get("detached") else None,
            )
        except Exception:
            for end in [*ends.values(), *(end for _, end in kept)]:
                end.close()
            raise
        for channel, end in kept:
            if isinstance(end, PipeWriter):
                self._take_in(channel, end)
            else:
                self._send_out(channel, end)
        self._kernel.processes_table.when_ended(child.pid, lambda: self._told_of(child))
        return {"pid": child.pid, "channels": {str(fd): channel for fd, channel in channels.items()}}

    def _wait_for_child(self, token: str, given: Message) -> None:
        """Start a child that the program stands still for."""

        def told(outcome: Message) -> None:
            self._kernel.tell_of_files()
            self._waiting = False
            files, self._untold = self._untold, []
            self._kernel.adapter.mail(token, {**outcome, "files": files})

        self._kernel.tell_of_files()
        self._waiting = True
        WaitedChild(self._kernel, self.process, given, told)

    def _told_of(self, child: Process) -> None:
        if self.process.state != "zombie":
            self.send({"kind": "ended", "pid": child.pid, "code": child.exit_code, "signal": child.signal})
            self._kernel.reap(child)
