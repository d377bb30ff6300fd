"""A running job as its function sees it: `current()`. It works alike in a worker, in a thread and in a plain call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

__all__ = ("Cancelled", "Context", "Listener", "current", "entered")


class Cancelled(Exception):
    """The job was cancelled; let it pass, so that the job ends."""


class Listener(Protocol):
    """Takes what a job tells. Any thread; may wait for room."""

    def progress(self, done: float, total: float | None, message: str) -> None:
        """Take how far the job is; a later call may replace one that was not sent."""
        ...

    def log(self, line: str) -> None:
        """Take one line."""
        ...

    def partial(self, value: Any) -> None:
        """Take a part of the result."""
        ...


class Context:
    """The job that runs, or a plain call, which has no id and no listener.

    Args:
        id: the id of the job; empty in a plain call.
        attempt: which attempt this is, from 1.
        listener: takes what the job tells.
        asked: returns whether the job is to end.
    """

    def __init__(
        self,
        id: str = "",
        attempt: int = 1,
        listener: Listener | None = None,
        asked: Callable[[], bool] = lambda: False,
    ) -> None:
        self.id = id
        self.attempt = attempt
        self._listener = listener
        self._asked = asked

    def progress(self, done: float, total: float | None = None, message: str = "") -> None:
        """Tell how far the job is.

        Args:
            done: the units that are done.
            total: the units there are; None where that is not known.
            message: what it does now.
        """
        if self._listener is not None:
            self._listener.progress(float(done), None if total is None else float(total), message)

    def log(self, line: object) -> None:
        """Tell one line of text."""
        if self._listener is not None:
            self._listener.log(str(line))

    def partial(self, value: Any) -> None:
        """Give out a part of the result before the job has ended; the latest 64 are kept."""
        if self._listener is not None:
            self._listener.partial(value)

    @property
    def cancelled(self) -> bool:
        """Whether the job is to end."""
        return self._asked()

    def check_cancelled(self) -> None:
        """Raise where the job is to end; call this as often as the job can end cleanly.

        Raises:
            Cancelled: the job was cancelled.
        """
        if self._asked():
            raise Cancelled("The job was cancelled")


_PLAIN = Context()
_current: ContextVar[Context] = ContextVar("oro_jobs_context", default=_PLAIN)


def current() -> Context:
    """Return the job that this code runs in."""
    return _current.get()


@contextmanager
def entered(context: Context) -> Iterator[Context]:
    """Make a context the current one during the block."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
