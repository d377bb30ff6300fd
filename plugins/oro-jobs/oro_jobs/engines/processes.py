"""Jobs in processes of this machine, kept for the next jobs: trio-parallel, and a socket for what jobs tell."""

from __future__ import annotations

import os
import pickle
import secrets
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import trio
from trio_parallel import BrokenWorkerError, WorkerContext, open_worker_context

from oro_framework.errors import TooLarge
from oro_jobs import worker
from oro_jobs.engines.engine import Tell
from oro_jobs.errors import WorkerLost
from oro_jobs.work import Outcome, Work
from oro_jobs.worker import LENGTH

__all__ = ("Processes", "open_processes")

SENDS = 3
"""Worker processes that a job is sent to at most before one has it."""
COPIES = 2
"""Times that arguments are in the memory of a worker at once: as they come, and unpickled."""
LEAVE = 2.0
"""Seconds that worker processes without work have to end with the app before they are ended."""


class Attempt:
    """An attempt that runs."""

    def __init__(self, number: int, tell: Tell) -> None:
        self.number = number
        self.tell = tell
        self.over = trio.Event()
        self.asked = False
        self.connection: trio.SocketStream | None = None
        self.pid = 0


class Parcel:
    """An attempt on its way to a worker; where one ends before it has it, trio-parallel sends it to another, for ever.

    Args:
        work: the attempt.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._sent = 0

    def __reduce__(self) -> tuple[Callable[[Work], Work], tuple[Work]]:
        self._sent += 1
        if self._sent > SENDS:
            raise WorkerLost(
                f"{SENDS} worker processes ended before they had the job; is jobs_memory large enough for it?"
            )
        return worker.received, (self._work,)


class Processes:
    """See `Engine`; made by `open_processes`.

    Args:
        slots: how many run at once.
        context: the worker processes.
        tasks: for messages to workers.
        memory: bytes that each process may use; 0 for no limit.
    """

    def __init__(self, slots: int, context: WorkerContext, tasks: trio.Nursery, memory: int = 0) -> None:
        self.slots = slots
        self._memory = memory
        self._limiter = trio.CapacityLimiter(slots)
        self._context = context
        self._tasks = tasks
        self._token = secrets.token_hex(16)
        self._attempts: dict[str, Attempt] = {}
        self.address: str | tuple[str, int] = ""

    async def run(self, work: Work, function: Callable[..., Any] | None, priority: int, tell: Tell) -> Outcome:
        """Run an attempt in a worker process, and end that process if this is cancelled.

        Raises:
            TooLarge: its arguments do not fit into the memory of one.
        """
        self._check(len(work.arguments))
        attempt = self._attempts[work.id] = Attempt(work.attempt, tell)
        try:
            outcome: Outcome = await self._context.run_sync(
                worker.run, self.address, self._token, Parcel(work), kill_on_cancel=True, limiter=self._limiter
            )
            await attempt.over.wait()
        except BrokenWorkerError as error:
            raise WorkerLost(f"The worker process {attempt.pid or ''} ended amid the job: {_why(error)}") from error
        finally:
            del self._attempts[work.id]
        return outcome

    def _check(self, size: int) -> None:
        if self._memory and COPIES * size > self._memory:
            raise TooLarge(
                f"Cannot send the arguments: they take {-(-size >> 20)} MiB, and jobs_memory lets a worker process "
                f"have {self._memory >> 20} MiB, in which they are twice; raise it, or write them to a file"
            )

    def ask(self, id: str) -> None:
        """Have `cancelled` be true in the job."""
        attempt = self._attempts.get(id)
        if attempt is not None and not attempt.asked:
            attempt.asked = True
            if attempt.connection is not None:
                self._tasks.start_soon(_send, attempt.connection, (id, attempt.number))

    def pids(self) -> dict[str, int]:
        """Return the processes of attempts by the ids of their jobs; 0 for one that has not begun."""
        return {id: attempt.pid for id, attempt in self._attempts.items()}

    async def close(self) -> None:
        """End the worker processes."""
        self._tasks.cancel_scope.cancel()

    async def serve(self, connection: trio.SocketStream) -> None:
        """Hear a worker until it ends."""
        incoming = Frames(connection)
        heard: set[str] = set()
        with suppress(trio.BrokenResourceError, trio.ClosedResourceError, EOFError, ValueError):
            async with connection:
                hello = await incoming.next(len(self._token) + 10)
                if not secrets.compare_digest(hello[: len(self._token)], self._token.encode()):
                    return
                pid = int(hello[len(self._token) :])
                while True:
                    id, *message = pickle.loads(await incoming.next())
                    self._heard(connection, pid, id, tuple(message))
                    heard = {id}
        for id in heard:
            if (attempt := self._attempts.get(id)) and attempt.connection is connection:
                attempt.over.set()

    def _heard(self, connection: trio.SocketStream, pid: int, id: str, message: tuple[Any, ...]) -> None:
        attempt = self._attempts.get(id)
        if attempt is None:
            return
        if message == ("begun",):
            attempt.connection, attempt.pid = connection, pid
            if attempt.asked:
                self._tasks.start_soon(_send, connection, (id, attempt.number))
        elif message == ("over",):
            attempt.over.set()
        else:
            attempt.tell(message)


class Frames:
    """Reads frames of a worker."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self._data = bytearray()

    async def next(self, most: int = 0) -> bytes:
        """Return the next one; raises EOFError at the end, or where it has more bytes than allowed."""
        (length,) = LENGTH.unpack(await self._take(LENGTH.size))
        if most and length > most:
            raise EOFError
        return await self._take(length)

    async def _take(self, count: int) -> bytes:
        while len(self._data) < count:
            data = await self._stream.receive_some(max(65536, count - len(self._data)))
            if not data:
                raise EOFError
            self._data += data
        taken = bytes(memoryview(self._data)[:count])
        del self._data[:count]
        return taken


@asynccontextmanager
async def open_processes(slots: int, mebibytes: int, idle: float) -> AsyncIterator[Processes]:
    """Have worker processes during the block; none begins before the first job.

    Args:
        slots: how many there are at most.
        mebibytes: the memory that each may use; 0 sets no limit.
        idle: seconds after which one without work ends.
    """
    limit = partial(worker.limit_memory, mebibytes) if mebibytes else bool
    async with trio.open_nursery() as tasks, _workers(idle, limit) as context:
        engine = Processes(slots, context, tasks, mebibytes << 20)
        async with _listening() as (listener, address):
            engine.address = address
            tasks.start_soon(partial(trio.serve_listeners, engine.serve, [listener]))
            yield engine
            tasks.cancel_scope.cancel()


@asynccontextmanager
async def _workers(idle: float, limit: Callable[[], bool]) -> AsyncIterator[WorkerContext]:
    with suppress(BrokenWorkerError):  # one without work that was killed meanwhile
        async with open_worker_context(idle_timeout=idle, init=limit, grace_period=LEAVE) as context:
            yield context


@asynccontextmanager
async def _listening() -> AsyncIterator[tuple[trio.SocketListener, str | tuple[str, int]]]:
    if not hasattr(socket, "AF_UNIX"):
        (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
        yield listener, listener.socket.getsockname()[:2]
        return
    folder = Path(tempfile.mkdtemp(prefix="oro-jobs-"))
    try:
        bound = trio.socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        await bound.bind(os.fspath(folder / "host"))
        bound.listen(64)
        yield trio.SocketListener(bound), os.fspath(folder / "host")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _send(connection: trio.SocketStream, asked: tuple[str, int]) -> None:
    data = pickle.dumps(asked, protocol=5)
    with suppress(trio.BrokenResourceError, trio.ClosedResourceError, trio.BusyResourceError):
        await connection.send_all(LENGTH.pack(len(data)) + data)


def _why(error: BrokenWorkerError) -> str:
    code = getattr(error.args[-1] if error.args else None, "exitcode", None)
    if not isinstance(code, int):
        return "it does not say why"
    return f"signal {-code}" if code < 0 else f"exit code {code}"
