"""Long work outside the loop: `@job` functions with progress, cancellation, retries and a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from oro_jobs.context import Cancelled, Context, current
from oro_jobs.declaration import Options, job

if TYPE_CHECKING:
    from collections.abc import Callable

    from oro_framework.types import Host
    from oro_jobs.submitted_job import Job

__all__ = ("Cancelled", "Context", "Options", "current", "job", "run", "submit")

P = ParamSpec("P")
T = TypeVar("T")


async def submit(host: Host, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Job[T]:
    """Have a function run as a job of an app, and return the job at once.

    Args:
        host: the running app.
        function: one at the top level of a module, decorated with `@job` or not.
        args: its arguments, which can be pickled; so are `kwargs`.
        kwargs: its arguments by name.

    Raises:
        InvalidArgument: the function cannot be found by its name, or an argument cannot be pickled.
        Busy: `jobs_queued` jobs wait already.
        Unsupported: plugin `jobs` is switched off in this app.
    If cancelled, the job may be queued.
    """
    from oro_jobs.service import jobs_of

    submitted: Job[T] = await (await jobs_of(host)).submit(function, *args, **kwargs)
    return submitted


def run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a function here and now, with a progress bar in the terminal; raises any exception of it.

    Args:
        function: decorated with `@job` or not.
        args: its arguments.
        kwargs: its arguments by name.
    """
    from oro_jobs.bar import run_with_bar

    result: Any = run_with_bar(function, args, kwargs)
    returned: T = result
    return returned
