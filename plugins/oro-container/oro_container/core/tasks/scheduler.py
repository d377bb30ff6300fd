"""`Scheduler`, which runs coroutines in turns.

A coroutine waits by `await suspended(begin)`: `begin` is given a function that lets it go on, and keeps it for later.
`run()` runs what can run for at most so many steps, so that its driver stays free for messages in between.
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

__all__ = ("Interrupted", "Killed", "Scheduler", "Task", "pause", "suspended")

Begin = Callable[[Callable[[], None]], None]
STEPS = 200


class Killed(BaseException):
    """A signal ended the task."""

    def __init__(self, signal: str) -> None:
        super().__init__(signal)
        self.signal = signal


class Interrupted(Exception):
    """A signal that the task handles came while it waited."""

    def __init__(self, signal: str) -> None:
        super().__init__(signal)
        self.signal = signal


@types.coroutine
def suspended(begin: Begin) -> Generator[Begin, None, None]:
    """Wait until the function that `begin` is given has been called."""
    yield begin


def pause() -> Awaitable[None]:
    """Let others have a turn."""
    return suspended(lambda go_on: go_on())


class Task:
    """A coroutine that runs in turns.

    Args:
        coroutine: what to run; it returns an exit code.
        done: told of its exit code, the signal that ended it, and the error it failed with.
    """

    def __init__(
        self,
        coroutine: Coroutine[Any, None, int],
        done: Callable[[int, str | None, BaseException | None], None],
    ) -> None:
        self._coroutine = coroutine
        self._done = done
        self._turn = 0
        self._thrown: BaseException | None = None
        self.ended = False
        self.stopped = False

    def throw(self, error: BaseException) -> None:
        """Forget what it waits for, and have its next step raise an error; one that kills stays."""
        self._turn += 1
        if not isinstance(self._thrown, Killed):
            self._thrown = error

    def step(self, again: Callable[[Task], None]) -> None:
        """Run it until it waits; `again` is called once it can go on."""
        self._turn += 1
        turn = self._turn
        try:
            if self._thrown is not None:
                thrown, self._thrown = self._thrown, None
                begin = self._coroutine.throw(thrown)
            else:
                begin = self._coroutine.send(None)
        except StopIteration as end:
            self._end(int(end.value or 0), None, None)
        except Killed as end:
            self._end(0, end.signal, None)
        except Exception as error:
            self._end(1, None, error)
        else:

            def go_on() -> None:
                if self._turn == turn and not self.ended:
                    self._turn += 1
                    again(self)

            begin(go_on)

    def _end(self, code: int, signal: str | None, error: BaseException | None) -> None:
        self.ended = True
        self._done(code, signal, error)


class Scheduler:
    """Coroutines that run in turns.

    Args:
        wake: asks the driver to call `run()` soon.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._ready: deque[Task] = deque()
        self._wake = wake
        self._running = False

    def start(self, task: Task) -> None:
        """Run a task from its beginning."""
        self._add(task)

    def throw(self, task: Task, error: BaseException) -> None:
        """Raise an error in a task, wherever it waits."""
        if task.ended:
            return
        task.throw(error)
        task.stopped = task.stopped and not isinstance(error, Killed)
        if task not in self._ready:
            self._add(task)

    def stop(self, task: Task) -> None:
        """Give a task no turns until it is continued."""
        task.stopped = True

    def go_on(self, task: Task) -> None:
        """Give a task turns again."""
        if task.stopped:
            task.stopped = False
            self._wake()

    def run(self, steps: int = STEPS) -> bool:
        """Run what can run; return whether more could."""
        held: list[Task] = []
        while steps > 0 and self._ready:
            task = self._ready.popleft()
            if task.ended:
                continue
            if task.stopped:
                held.append(task)
                continue
            steps -= 1
            task.step(self._add)
        self._ready.extend(held)
        return len(self._ready) > len(held)

    def _add(self, task: Task) -> None:
        self._ready.append(task)
        self._wake()
