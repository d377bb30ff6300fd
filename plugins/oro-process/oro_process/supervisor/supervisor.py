"""The host's link to a supervisor; see `supervisor_program` for its protocol."""

from __future__ import annotations

import array
import errno
import os
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import trio

from oro_framework.interpreter import script_command
from oro_process.supervisor import supervisor_program
from oro_process.supervisor.supervisor_program import Unpacker, pack

__all__ = ("End", "Supervisor")

_GONE = OSError(errno.ECHILD, "the supervisor of this program is gone")


class End:
    """The end of one program, to be waited for."""

    def __init__(self) -> None:
        self._event = trio.Event()
        self.reached_callback: Callable[[], None] = lambda: None
        """Called when it is reached."""
        self.code: int | None = None
        """Its exit status; None where a signal killed it."""
        self.signal: int | None = None
        """The signal that killed it, or None."""

    @property
    def reached(self) -> bool:
        return self._event.is_set()

    async def wait(self) -> None:
        """Wait for it. If cancelled, the program runs on."""
        await self._event.wait()

    def reach(self, status: int) -> None:
        """Set it, with the status that wait(2) gave."""
        code = os.waitstatus_to_exitcode(status)
        self.code, self.signal = (code, None) if code >= 0 else (None, -code)
        self._event.set()
        self.reached_callback()


class Supervisor:
    """A process of its own that starts and ends programs.

    Make one with `open`; run `listen` for as long as it is used.
    """

    def __init__(self, process: trio.Process, link: trio.socket.SocketType, *, leaves: bool) -> None:
        self._process = process
        self._link = link
        self._leaves = leaves
        self._sending = trio.Lock()
        self._asked: dict[int, trio.MemorySendChannel[dict[str, Any]]] = {}
        self._seq = 0
        self._ends: dict[int, End] = {}
        self.lost = False
        """Whether it takes no more messages."""

    @classmethod
    async def open(cls, grace: float | None) -> Supervisor:
        """Start a supervisor.

        Args:
            grace: seconds between SIGTERM and SIGKILL when it ends what it started; None leaves all of it.

        Raises:
            OSError: it could not be started.
            Unsupported: there is no Python to run it.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            how = ["--leave"] if grace is None else ["--end", str(grace)]
            try:
                command = script_command(supervisor_program, [str(theirs.fileno()), *how])
                with trio.CancelScope(shield=True):
                    process = await trio.lowlevel.open_process(
                        command, pass_fds=(theirs.fileno(),), start_new_session=True, stdin=-3, stdout=-3
                    )
            except BaseException:
                ours.close()
                raise
        ours.setblocking(False)
        return cls(process, trio.socket.from_stdlib_socket(ours), leaves=grace is None)

    async def start(self, what: Mapping[str, Any], fds: Mapping[int, int]) -> tuple[int, End]:
        """Start a program; return its number and its end. The descriptors stay the caller's.

        Args:
            what: `path`, `argv`, `env`, `cwd`, `uid`, `gid` and `session`.
            fds: descriptors by the number they have in the program.

        Raises:
            OSError: it could not be started.
        If cancelled, it is started or not all the same, and this returns.
        """
        answer = await self._ask({**what, "fds": list(fds)}, list(fds.values()))
        if "errno" in answer:
            raise OSError(answer["errno"], os.strerror(answer["errno"]))
        return answer["pid"], answer["end"]

    async def kill(self, pid: int, number: int) -> None:
        """Send a signal to a program and all of its group; 0 only asks whether it runs.

        Raises:
            OSError: ESRCH, it has ended; EPERM.
        """
        answer = await self._ask({"kill": pid, "signal": number}, [])
        if answer["errno"]:
            raise OSError(answer["errno"], os.strerror(answer["errno"]))

    def close(self) -> None:
        """Have it end its programs, or leave them, and go; returns at once."""
        self.lost = True
        self._link.close()

    async def gone(self) -> None:
        """Wait until it has gone, and everything below it."""
        await self._process.wait()

    async def listen(self) -> None:
        """Handle its messages, until it is closed or gone."""
        unpacker = Unpacker()
        with suppress(OSError, trio.ClosedResourceError):
            while data := await self._link.recv(1 << 16):
                for message in unpacker.feed(data):
                    self._handle(message)
        if not self.lost:
            await self.gone()
        self._lose()
        await self.gone()

    async def _ask(self, message: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        if self.lost:
            raise _GONE
        # It answers at once, and a program that it started must be known here.
        with trio.CancelScope(shield=True):
            self._seq += 1
            send, receive = trio.open_memory_channel[dict[str, Any]](1)
            self._asked[self._seq] = send
            await self._send(pack({"seq": self._seq, **message}), fds)
            async with receive:
                async for answer in receive:
                    return answer
        raise _GONE

    async def _send(self, data: bytes, fds: list[int]) -> None:
        async with self._sending:
            try:
                ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
                sent = await self._link.sendmsg([data], ancillary)
                while sent < len(data):
                    sent += await self._link.send(data[sent:])
            except (OSError, trio.ClosedResourceError):
                self._lose()

    def _handle(self, message: dict[str, Any]) -> None:
        if "exited" in message:
            if (end := self._ends.pop(message["exited"], None)) is not None:
                end.reach(message["status"])
            return
        if "pid" in message:
            # Its end may be the very next thing that comes.
            message["end"] = self._ends[message["pid"]] = End()
        if (asked := self._asked.pop(message["seq"], None)) is not None:
            asked.send_nowait(message)

    def _lose(self) -> None:
        """End its programs in its place, if it was ended itself."""
        self.close()
        for asked in self._asked.values():
            asked.close()
        self._asked.clear()
        for pid, end in self._ends.items():
            if not self._leaves and self._process.returncode is not None:
                with suppress(OSError):
                    os.killpg(pid, signal.SIGKILL)
            end.reach(signal.SIGKILL)
        self._ends.clear()
