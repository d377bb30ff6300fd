"""A job in the terminal: a bar with rate and time left, its lines, and its result. It runs here, without a host."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from oro_jobs.context import Context, entered
from oro_jobs.declaration import options_of
from oro_jobs.estimate import Estimate
from oro_jobs.estimate import Progress as Measured

__all__ = ("Bar", "described", "run_with_bar")


class Bar:
    """The listener of a job that runs in a terminal. Elsewhere it prints lines only.

    Args:
        name: of the job.
        console: where it is shown.
    """

    def __init__(self, name: str, console: Console) -> None:
        self._estimate = Estimate(time.monotonic())
        self._name = name
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"))
        self._shown = Progress(*columns, console=console, disable=not console.is_terminal)
        self._console = console
        self._task: TaskID = self._shown.add_task(name, total=None, said="")

    def __enter__(self) -> Bar:
        self._shown.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._shown.stop()

    def progress(self, done: float, total: float | None, message: str) -> None:
        """Move the bar."""
        now = self._estimate.update(done, total, time.monotonic(), message)
        description = f"{self._name}: {message}" if message else self._name
        self._shown.update(
            self._task, description=description, completed=now.done, total=now.total, said=described(now)
        )

    def log(self, line: str) -> None:
        """Print a line above the bar."""
        self._console.print(line, markup=False, highlight=False)

    def partial(self, value: Any) -> None:
        """Leave a part of the result to the result."""


def described(progress: Measured) -> str:
    """Return in words how far a job is: `12 of 40, 3.1/s, 9 s left`."""
    parts = [f"{progress.done:g} of {progress.total:g}" if progress.total else f"{progress.done:g}"]
    if progress.rate is not None:
        parts.append(f"{progress.rate:.3g}/s")
    if progress.left:
        parts.append(f"{_seconds(progress.left)} left")
    return ", ".join(parts)


def _seconds(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"


def run_with_bar(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], console: Console | None = None
) -> Any:
    """Run a function with a bar; see `oro_jobs.run`."""
    with Bar(options_of(function).name, console or Console(file=sys.stderr)) as bar, entered(Context(listener=bar)):
        returned = function(*args, **kwargs)
        if inspect.iscoroutine(returned):
            import asyncio

            async def awaited() -> Any:
                return await returned

            return asyncio.run(awaited())
        return returned
