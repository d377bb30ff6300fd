"""`Job`: one piece of work that was submitted. Loop thread.

| state | goes to |
|---|---|
| queued | running, cancelled |
| running | done, failed, cancelled; queued for another attempt |
| done | |
| failed, cancelled | queued, where a page or the app has it run again |
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar

import anyio

from oro_framework.errors import NotFound, OroError
from oro_jobs.declaration import Options
from oro_jobs.errors import JobCancelled, JobFailed
from oro_jobs.estimate import Estimate, Progress
from oro_jobs.outbox import Message
from oro_jobs.work import Outcome, Work

__all__ = ("ENDED", "Job", "Kind", "State", "Update")

T_co = TypeVar("T_co", covariant=True)
State = Literal["queued", "running", "done", "failed", "cancelled"]
Kind = Literal["state", "progress", "log", "partial"]
ENDED: frozenset[State] = frozenset({"done", "failed", "cancelled"})
MAX_LINES = 200
MAX_PARTIALS = 64
BUFFER = 256


@dataclass(frozen=True, slots=True)
class Update:
    """Something happened to a job: its state changed, or it told its progress, lines, or a part of its result."""

    job: Job[Any]
    kind: Kind
    value: Any = None
    """The state, the `Progress`, the list of lines, or the number of the part."""


class Job(Generic[T_co]):
    """Work that was submitted, until the app forgets it.

    Args:
        work: its first attempt.
        options: how it runs.
        cancel: has it end.
        told: called with every update.
    """

    def __init__(
        self, work: Work, options: Options, cancel: Callable[[Job[Any]], None], told: Callable[[Update], None]
    ) -> None:
        self.work = work
        self.options = options
        self.state: State = "queued"
        self.error: OroError | None = None
        self.lines: deque[str] = deque(maxlen=MAX_LINES)
        """The latest 200 lines that it told."""
        self.partials = 0
        """How many parts of its result it gave out."""
        self.seconds = 0.0
        """How long its last attempt took."""
        self._cancel = cancel
        self._told = told
        self._listeners: set[Callable[[Update], object]] = set()
        self._parts: dict[int, bytes] = {}
        self._estimate = Estimate(anyio.current_time())
        self._began = 0.0
        self._ended = anyio.Event()
        self._result = b""

    @property
    def id(self) -> str:
        """Its id, which no other job has."""
        return self.work.id

    @property
    def name(self) -> str:
        """The name of its function."""
        return self.options.name

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return self._estimate.progress

    @property
    def ended(self) -> bool:
        """Whether it is done, has failed, or was cancelled."""
        return self.state in ENDED

    def cancel(self) -> None:
        """Have it end: at once where it waits, else at its next `check_cancelled`, and else with its worker."""
        self._cancel(self)

    async def wait(self) -> None:
        """Wait until it has ended, however it does."""
        await self._ended.wait()

    async def result(self) -> T_co:
        """Wait until it is done, and return what its function returned.

        Raises:
            JobFailed: the function raised; `__cause__` is what, where it could be carried over.
            WorkerLost: the process it ran in ended amid it.
            JobCancelled: it was cancelled.
            Interrupted: the app ended while it ran, and it was not to be run again.
        If cancelled, the job goes on.
        """
        await self._ended.wait()
        if self.error is not None:
            raise self.error
        value: T_co = pickle.loads(self._result)
        return value

    @property
    def pickled(self) -> bytes:
        """The result as it is kept."""
        return self._result

    @property
    def size(self) -> int:
        """Bytes of the result and of the parts that are kept."""
        return len(self._result) + sum(map(len, self._parts.values()))

    def partial(self, number: int) -> Any:
        """Return a part of the result by its number, from 0.

        Raises:
            NotFound: there is none of that number, or it is not kept any longer.
        """
        if number not in self._parts:
            raise NotFound(
                f'Cannot return part {number} of job "{self.name}": of {self.partials}, the last 64 are kept'
            )
        return pickle.loads(self._parts[number])

    def listen(self, listener: Callable[[Update], object]) -> Callable[[], None]:
        """Call a function with every update until the returned function is called; it neither raises nor blocks."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def updates(self) -> AsyncIterator[Update]:
        """Yield updates until the job has ended. Who reads slowly misses progress, and after 256 others too."""
        send, receive = anyio.create_memory_object_stream[Update](BUFFER)

        def keep(update: Update) -> None:
            used = send.statistics().current_buffer_used
            if used < (BUFFER // 2 if update.kind == "progress" else BUFFER):
                send.send_nowait(update)

        off = self.listen(keep)
        try:
            with send, receive:
                while not self.ended or receive.statistics().current_buffer_used:
                    yield (update := await receive.receive())
                    if update.kind == "state" and update.value in ENDED:
                        return
        finally:
            off()

    # -- what the scheduler tells it ---------------------------------------------------------------------------

    def begin(self) -> None:
        """Note that an attempt begins."""
        self._began = anyio.current_time()
        self._estimate = Estimate(self._began)
        self._parts.clear()
        self.partials = 0
        self._is("running")

    def again(self) -> None:
        """Note that it waits for its next attempt."""
        self.work = replace(self.work, attempt=self.work.attempt + 1)
        if self.ended:
            self.error, self._ended = None, anyio.Event()
        self._is("queued")

    def take(self, attempt: int, message: Message) -> None:
        """Take what an attempt tells; one that is over, as that of a thread which goes on, is not heard."""
        kind: Kind = message[0]
        if self.state != "running" or attempt != self.work.attempt:
            return
        if kind == "progress":
            _, done, total, text = message
            self._tell(kind, self._estimate.update(done, total, anyio.current_time(), text))
        elif kind == "log":
            _, lines, dropped = message
            lines = [f"({dropped} lines were left out)", *lines] if dropped else lines
            self.lines.extend(lines)
            self._tell(kind, lines)
        elif kind == "partial":
            number = self.partials
            self.partials += 1
            self._parts[number] = message[1]
            self._parts.pop(number - MAX_PARTIALS, None)
            self._tell(kind, number)

    def end(self, outcome: Outcome | OroError) -> None:
        """Note how it ended."""
        if self.ended:
            return
        self.seconds = anyio.current_time() - self._began if self._began else 0.0
        if isinstance(outcome, OroError):
            self.error = outcome
        elif outcome.state == "done":
            self._result = outcome.result
        elif outcome.state == "failed":
            self.error = failure_of(self.name, outcome)
        else:
            self.error = JobCancelled(f'Job "{self.name}" was cancelled')
        state: State = (
            "done" if self.error is None else "cancelled" if isinstance(self.error, JobCancelled) else "failed"
        )
        self._ended.set()
        self._is(state)

    def _is(self, state: State) -> None:
        self.state = state
        self._tell("state", state)

    def _tell(self, kind: Kind, value: Any) -> None:
        update = Update(self, kind, value)
        for listener in list(self._listeners):
            listener(update)
        self._told(update)

    def as_row(self) -> Mapping[str, Any]:
        """Return what pages are told of it."""
        progress = self.progress
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "attempt": self.work.attempt,
            "progress": {
                "done": progress.done,
                "total": progress.total,
                "rate": progress.rate,
                "left": progress.left,
                "message": progress.message,
            },
            "partials": self.partials,
            "error": None if self.error is None else self.error.as_err(),
        }


def failure_of(name: str, outcome: Outcome) -> JobFailed:
    """Return the error of an attempt whose function raised."""
    error = JobFailed(name, outcome.error, outcome.message, outcome.traceback)
    if outcome.exception:
        try:
            error.__cause__ = pickle.loads(outcome.exception)
        except Exception:  # its class is not known here
            error.__cause__ = None
    return error
