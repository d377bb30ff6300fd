"""One attempt at a job, as it is sent to where it runs, and what comes of it. The standard library alone."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pickle
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from oro_jobs.context import Cancelled, Context, entered
from oro_jobs.outbox import Message, Outbox

__all__ = ("Outcome", "Work", "find", "perform", "pickled_arguments")

LONGEST = 20_000
"""Characters of a traceback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One attempt."""

    id: str
    attempt: int
    module: str
    function: str
    file: str
    """The file of the module, for modules that are no part of a package."""
    arguments: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt ended: with a result, with an error, or cancelled."""

    state: str
    """`done`, `failed` or `cancelled`."""
    result: bytes = b""
    """Pickled by protocol 5."""
    error: str = ""
    """The class of the error."""
    message: str = ""
    traceback: str = ""
    exception: bytes = b""
    """Pickled; empty where it cannot be."""


def pickled_arguments(args: Sequence[Any], kwargs: dict[str, Any]) -> bytes:
    """Return arguments as they are sent and kept."""
    return pickle.dumps((tuple(args), kwargs), protocol=5)


def find(module: str, name: str, file: str) -> Callable[..., Any]:
    """Return a function by its name; its module is imported where it is not yet.

    Raises:
        ImportError: there is no such module.
        AttributeError: the module has no such function.
    """
    found: Any = sys.modules.get(module) or _imported(module, file)
    for part in name.split("."):
        found = getattr(found, part)
    function: Callable[..., Any] = found
    return function


def _imported(name: str, file: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if not file or not (error.name and f"{name}.".startswith(f"{error.name}.")):
            raise  # another module, which that one imports
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f'No module named "{name}", and "{file}" is no module', name=name)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def perform(
    work: Work,
    send: Callable[[Sequence[Message]], None],
    asked: Callable[[], bool],
    function: Callable[..., Any] | None = None,
) -> Outcome:
    """Run an attempt in this thread, and return how it ended; it raises nothing that a function may raise.

    Args:
        work: the attempt.
        send: sends what it tells.
        asked: returns whether it is to end.
        function: its function; None has it found by its name.
    """
    outbox = Outbox(send)
    try:
        with entered(Context(work.id, work.attempt, outbox, asked)) as context:
            context.check_cancelled()
            function = function or find(work.module, work.function, work.file)
            args, kwargs = pickle.loads(work.arguments)
            returned = function(*args, **kwargs)
            if inspect.iscoroutine(returned):
                returned = _awaited(returned)
            return Outcome(state="done", result=pickle.dumps(returned, protocol=5))
    except Cancelled:
        return Outcome(state="cancelled")
    except (Exception, SystemExit) as error:
        return _failed(error)
    finally:
        outbox.close()


def _awaited(coroutine: Any) -> Any:
    """Run an async function on a loop of asyncio of its own."""
    import asyncio

    async def run() -> Any:
        return await coroutine

    return asyncio.run(run())


def _failed(error: BaseException) -> Outcome:
    text = "".join(traceback.format_exception(error))[-LONGEST:]
    try:
        pickled = pickle.dumps(error, protocol=5)
        pickle.loads(pickled)
    except Exception:  # exceptions may hold anything
        pickled = b""
    try:
        message = str(error)
    except Exception:  # so may their text
        message = ""
    return Outcome(state="failed", error=type(error).__name__, message=message, traceback=text, exception=pickled)
