"""The app's side of the process that computes."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar

import anyio
import msgspec
import trio

from oro_ai.engine.job import Done, Failed, Job, Piece
from oro_ai.errors import Crashed
from oro_ai.out_of_process import messages as say
from oro_ai.out_of_process.frames import Frames, framed
from oro_ai.out_of_process.refusals import Refusal, raised
from oro_framework.errors import OroError
from oro_framework.interpreter import module_command

__all__ = ("Child", "ended_with")

T = TypeVar("T")
LOG = logging.getLogger("oro.ai")
PATIENCE = 5.0
"""Seconds that the process has to end by itself."""


class Child:
    """The process, from its start to its end. Everything here is called on the loop.

    Args:
        process: the process, with pipes for its input and output.
        cleared: called when a cache was emptied in place.
        ended: called once if the process ends before `close`.
    """

    def __init__(
        self, process: trio.Process, *, cleared: Callable[[], None], ended: Callable[[], None] = lambda: None
    ) -> None:
        self.process = process
        self._cleared = cleared
        self._tell_ended = ended
        self.error: Crashed | None = None
        """The error of all further requests; None while the process runs."""
        self.gone = anyio.Event()
        """Set when the process has ended and all waiting requests have failed."""
        self._closing = False
        self._numbers = 0
        self._asked: dict[int, trio.MemorySendChannel[msgspec.Raw | OroError]] = {}
        self._jobs: dict[int, Job] = {}
        self._known: dict[Job, int] = {}
        self._orders, self._written = bytearray(), anyio.Event()
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(say.Report)

    @classmethod
    async def start(
        cls, memory: int, *, cleared: Callable[[], None], ended: Callable[[], None] = lambda: None
    ) -> Child:
        """Start a process.

        Raises:
            Unsupported: there is no Python to run it.
            OSError: it cannot be started.
        """
        # A separate session: signals of a terminal go to the app only, and this process ends with the app.
        command = module_command("oro_ai.out_of_process", [str(LOG.getEffectiveLevel()), str(memory)])
        process = await trio.lowlevel.open_process(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=sys.platform != "win32"
        )
        child = cls(process, cleared=cleared, ended=ended)
        # These tasks end with the process, not with the task that started it.
        trio.lowlevel.spawn_system_task(child._read, name="oro-ai reports")
        trio.lowlevel.spawn_system_task(child._write, name="oro-ai orders")
        return child

    # -- orders ------------------------------------------------------------------------------------

    def tell(self, order: say.Order) -> None:
        """Send an order; do nothing if the process has ended."""
        if self.error is None:
            self._orders += framed(self._encoder.encode(order))
            self._written.set()

    async def ask(self, ask: say.Ask, kind: type[T]) -> T:
        """Send a request and return its answer. If cancelled, the answer is dropped.

        Raises:
            Crashed: the process has ended.
            OroError: the request failed.
        """
        if self.error is not None:
            raise self.error
        number = self._number()
        send, receive = trio.open_memory_channel[msgspec.Raw | OroError](1)
        self._asked[number] = send
        self.tell(say.Asked(number, ask))
        try:
            answer = await receive.receive()
        finally:
            if self._asked.pop(number, None) is not None:
                self.tell(say.Forget(number))
        if isinstance(answer, OroError):
            raise answer
        return msgspec.msgpack.decode(answer, type=kind)

    def submit(self, context: int, job: Job) -> None:
        """Submit a job to a context."""
        if self.error is not None:
            job.sink(Failed(self.error))
            return
        number = self._known[job] = self._number()
        self._jobs[number] = job
        self.tell(
            say.Submit(
                job=number,
                context=context,
                prompt=job.prompt,
                max_tokens=job.max_tokens,
                sampling=job.sampling,
                stop=job.stop,
                ignore_end=job.ignore_end,
                special=job.special,
                logprobs=job.logprobs,
                adapters=job.adapters,
                reuse=job.reuse,
                scores=job.scores,
                media=job.media,
            )
        )

    def cancel(self, job: Job) -> None:
        """Cancel a job."""
        job.cancelled = True
        if (number := self._known.get(job)) is not None:
            self.tell(say.Cancel(number))

    async def close(self) -> None:
        """End the process, and wait for its end."""
        self._closing = True
        with anyio.CancelScope(shield=True):
            if (orders := self.process.stdin) is not None:
                await orders.aclose()
            with anyio.move_on_after(PATIENCE):
                await self.gone.wait()
            if not self.gone.is_set():
                self.process.kill()
                await self.gone.wait()

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers

    async def _write(self) -> None:
        assert self.process.stdin is not None
        with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
            while self.error is None:
                await self._written.wait()
                self._written = anyio.Event()
                data, self._orders = self._orders, bytearray()
                await self.process.stdin.send_all(data)

    # -- reports -----------------------------------------------------------------------------------

    async def _read(self) -> None:
        assert self.process.stdout is not None
        frames = Frames()
        try:
            with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
                while data := await self.process.stdout.receive_some():
                    for message in frames.feed(data):
                        self._take(self._decoder.decode(message))
        except Exception:
            LOG.exception("Cannot read what the models' process reports")
            self.process.kill()
        finally:
            with trio.CancelScope(shield=True):
                await self._end()

    def _take(self, report: say.Report) -> None:
        match report:
            case say.Told():
                for number, event in report.events:
                    self._told(number, event)
            case say.Answered():
                self._settle(report.number, report.value)
            case say.Refused():
                self._settle(report.number, raised(report.why))
            case say.Cleared():
                self._cleared()
            case say.Logged():
                logging.getLogger(report.logger).log(report.level, "%s", report.line)

    def _told(self, number: int, event: Piece | Done | Refusal) -> None:
        if isinstance(event, Piece):
            self._jobs[number].sink(event)
            return
        job = self._jobs.pop(number)
        del self._known[job]
        job.sink(Failed(raised(event)) if isinstance(event, Refusal) else event)

    def _settle(self, number: int, answer: msgspec.Raw | OroError) -> None:
        if (waiting := self._asked.pop(number, None)) is not None:
            waiting.send_nowait(answer)

    async def _end(self) -> None:
        """Fail all waiting requests and jobs, because the process has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        await self.process.stdin.aclose()
        status = await self.process.wait()
        await self.process.stdout.aclose()
        if not self._closing:
            self._tell_ended()
        self.error = error = Crashed("was ended" if self._closing else ended_with(status))
        self._written.set()
        if not self._closing:
            LOG.error("%s", error.message)
        for number in tuple(self._asked):
            self._settle(number, error)
        jobs = tuple(self._jobs.values())
        self._jobs.clear()
        self._known.clear()
        for job in jobs:
            job.sink(Failed(error))
        self.gone.set()


def ended_with(status: int, reasons: Mapping[str, str] | None = None) -> str:
    """Return how a process ended and the likely reason, to complete a sentence.

    Args:
        status: as of `subprocess`: negative for a signal.
        reasons: by the name of the signal; those of llama.cpp if None.
    """
    if status >= 0:
        return f"ended with status {status}; the log has what it said"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    reason = (_REASONS if reasons is None else reasons).get(name)
    return f"ended with {name}" + (f": {reason}" if reason else "")


_COMPILED = "llama.cpp may have been compiled for another processor, or with AMX; `oro doctor` tries it"
_REASONS = {
    "SIGILL": _COMPILED,
    "SIGSEGV": _COMPILED,
    "SIGKILL": "it was killed, as systems do that run out of memory",
    "SIGABRT": "llama.cpp gave up; the app's standard error has what it said",
}
