"""The app's side of one runner."""

from __future__ import annotations

import signal
import socket
import struct
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import TypeVar

import msgspec
import trio

from oro_framework.errors import Broken, ErrnoError, OroError
from oro_framework.interpreter import module_command
from oro_wasm import errors
from oro_wasm.engine.cache import Cache
from oro_wasm.errors import RunnerEnded
from oro_wasm.runner.channel import LENGTH, ROOM, whole
from oro_wasm.runner.messages import Answer, Failed, Request

__all__ = ("Runner",)

T = TypeVar("T")
_INT = struct.Struct("i")


class Runner:
    """A process that answers one request at a time. Everything here is called on the loop.

    Args:
        process: the process, whose standard input ends it when it is closed.
        connection: our end of its socket.
    """

    def __init__(self, process: trio.Process, connection: socket.socket) -> None:
        self.process = process
        # Used as it is: a request that is answered at once costs one turn of the loop, not one for each step.
        connection.setblocking(False)
        self._connection = connection
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Answer)
        self.usable = True
        """Whether it can be asked again: it was not killed."""

    @classmethod
    async def start(cls, cache: Cache, *, low: bool = False) -> Runner:
        """Start a process; requests wait until it is ready, some 0.2 s. If cancelled, it is started all the same.

        Args:
            cache: compiled code.
            low: it works when other processes have no work.

        Raises:
            Unsupported: there is no Python to run it.
            OSError: it cannot be started.
        """
        ours, theirs = socket.socketpair()
        try:
            # Shielded, for a process whose start was cancelled would be left to itself.
            with theirs, trio.CancelScope(shield=True):
                given = [str(theirs.fileno()), str(cache.folder), str(cache.limit), *(["low"] if low else [])]
                command = module_command("oro_wasm.runner", given)
                # A session of its own: a terminal's Ctrl-C is for the app, with which the process ends.
                process = await trio.lowlevel.open_process(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
        except BaseException:
            ours.close()
            raise
        return cls(process, ours)

    async def ask(self, request: Request, kind: type[T], descriptors: Sequence[int] = ()) -> T:
        """Send a request and return its answer. If cancelled, the process is killed.

        Args:
            request: what it is to do.
            kind: the answer that belongs to it.
            descriptors: handed over; they stay open here.

        Raises:
            RunnerEnded: the process has ended.
            OroError: the request was refused.
        """
        try:
            await self._send(self._encoder.encode(request), descriptors)
            answer = self._decoder.decode(await self._receive())
        except BaseException as error:
            self.kill()
            if isinstance(error, OSError | trio.ClosedResourceError):
                raise RunnerEnded(await self._reason()) from None
            raise
        if isinstance(answer, Failed):
            raise _error(answer)
        assert isinstance(answer, kind)
        return answer

    def kill(self) -> None:
        """End the process at once, whatever a guest does."""
        self.usable = False
        with suppress(ProcessLookupError):
            self.process.kill()

    def pause(self) -> None:
        """Stop the process until `resume`, where the system can."""
        self._signal("SIGSTOP")

    def resume(self) -> None:
        """Let the process go on."""
        self._signal("SIGCONT")

    async def aclose(self) -> None:
        """End the process and wait until it has gone."""
        with trio.CancelScope(shield=True):
            self.kill()
            await self.process.wait()
            if self._connection.fileno() >= 0:
                trio.lowlevel.notify_closing(self._connection)
            self._connection.close()
            if self.process.stdin is not None:
                await self.process.stdin.aclose()

    async def _reason(self) -> str:
        with trio.CancelScope(shield=True):
            code = await self.process.wait()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"Cannot go on: the process that ran the WebAssembly has ended with {how}"

    def _signal(self, name: str) -> None:
        if (number := getattr(signal, name, None)) is not None:
            self.process.send_signal(number)

    async def _send(self, data: bytes, descriptors: Sequence[int]) -> None:
        pending = memoryview(LENGTH.pack(len(data)) + data)
        extra = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, b"".join(_INT.pack(each) for each in descriptors))]
        beside = extra if descriptors else []
        while pending:
            try:
                pending = pending[self._connection.sendmsg([pending], beside) :]
                beside = []
            except BlockingIOError:
                await trio.lowlevel.wait_writable(self._connection)

    async def _receive(self) -> bytes:
        """Wait for an answer; nothing comes after it before the next request."""
        data = bytearray()
        while len(data) < whole(data):
            await trio.lowlevel.wait_readable(self._connection)
            if not (chunk := self._connection.recv(ROOM)):
                raise ConnectionResetError("end of its socket")
            data += chunk
        return bytes(memoryview(data)[LENGTH.size :])


def _error(failed: Failed) -> OroError:
    """Return the error that a runner told of."""
    if failed.kind == "OSError":
        return ErrnoError(failed.errno, syscall="open")
    kind = getattr(errors, failed.kind, Broken)
    error: OroError = kind.__new__(kind)
    OroError.__init__(error, failed.message)
    return error
