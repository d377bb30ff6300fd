"""`@job`, and how a function is found again in another process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, overload

__all__ = ("AtRestart", "EngineName", "Options", "job", "name_of", "options_of")

F = TypeVar("F", bound=Callable[..., Any])
EngineName = Literal["", "processes", "threads", "dask"]
AtRestart = Literal["run", "mark"]
_MARK = "__oro_job__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a job runs."""

    name: str = ""
    """The name by which pages submit it; that of the function unless given."""
    engine: EngineName = ""
    """Where it runs; empty for processes, or for the cluster where `jobs_scheduler` names one."""
    scheduler: str = ""
    """The address of a Dask scheduler; empty for that of `jobs_scheduler`."""
    retries: int = 0
    """How many times it is run again after an exception or the loss of its worker."""
    retry_delay: float = 1.0
    """Seconds before the first retry; each later one waits twice as long."""
    priority: int = 0
    """Jobs of a higher one begin first; those of the same in the order they came."""
    durable: bool = False
    """Whether it outlives the app: it waits in a file, and so do its result and its error."""
    at_restart: AtRestart = "run"
    """The fate of a durable job that ran when the app ended: it is run again, or marked as failed."""


@overload
def job(function: F, /) -> F: ...
@overload
def job(
    *,
    name: str = ...,
    engine: EngineName = ...,
    scheduler: str = ...,
    retries: int = ...,
    retry_delay: float = ...,
    priority: int = ...,
    durable: bool = ...,
    at_restart: AtRestart = ...,
) -> Callable[[F], F]: ...
def job(
    function: Any = None,
    /,
    *,
    name: str = "",
    engine: EngineName = "",
    scheduler: str = "",
    retries: int = 0,
    retry_delay: float = 1.0,
    priority: int = 0,
    durable: bool = False,
    at_restart: AtRestart = "run",
) -> Any:
    """Declare how a function runs as a job; called plainly, it remains the function it was.

    Args:
        function: one at the top level of a module; None where there are options.
        name: the name by which pages submit it; that of the function unless given.
        engine: `processes`, `threads` or `dask`; empty for processes, or for Dask where `jobs_scheduler` is set.
        scheduler: the address of a Dask scheduler, such as `tcp://10.0.0.2:8786`.
        retries: how many times it is run again after an exception or the loss of its worker.
        retry_delay: seconds before the first retry; each later one waits twice as long.
        priority: jobs of a higher one begin first.
        durable: whether the job, its result and its error outlive the app.
        at_restart: what becomes of a durable job that ran when the app ended: `run` it again, or `mark` it as failed.
    """
    options = Options(
        name=name,
        engine="dask" if scheduler else engine,
        scheduler=scheduler,
        retries=retries,
        retry_delay=retry_delay,
        priority=priority,
        durable=durable,
        at_restart=at_restart,
    )
    return _mark(options) if function is None else _mark(options)(function)


def _mark(options: Options) -> Callable[[F], F]:
    def mark(function: F) -> F:
        setattr(function, _MARK, replace(options, name=options.name or function.__name__))
        return function

    return mark


def options_of(function: Callable[..., Any]) -> Options:
    """Return how a function runs; of one without `@job`, the defaults."""
    found = getattr(function, _MARK, None)
    return found if isinstance(found, Options) else Options(name=getattr(function, "__name__", "job"))


def name_of(function: Callable[..., Any]) -> tuple[str, str, str]:
    """Return a function's module, its name there, and the file of the module, empty where there is none.

    Raises:
        ValueError: it cannot be found by its name, as is so for lambdas, inner functions and methods of an object.
    """
    module = getattr(function, "__module__", "")
    name = getattr(function, "__qualname__", "")
    found: Any = sys.modules.get(module)
    file = getattr(found, "__file__", None) or ""
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is not function:
        raise ValueError(f'"{name or function!r}" is not found in module "{module}": move it to the top level of one')
    return module, name, file
