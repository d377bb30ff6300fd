"""`until`: waits for a condition in a test, without a busy loop that starves other threads and processes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeVar, overload

import anyio

__all__ = ("PATIENCE", "REST", "until", "until_in_thread")

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds until a wait fails, enough for a busy machine with two cores."""
REST = 0.005
"""Seconds between two checks; a busy loop would hold the interpreter's lock."""


@overload
async def until(look: Callable[[], Awaitable[T]], patience: float = PATIENCE) -> T: ...
@overload
async def until(look: Callable[[], T], patience: float = PATIENCE) -> T: ...
async def until(look: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Call `look` until it returns something true, and return that.

    Args:
        look: returns something true at the end; it may be asynchronous.
        patience: seconds until it is given up.

    Raises:
        TimeoutError: there was nothing in time; says what was seen last.
    """
    seen: object = None
    with anyio.move_on_after(patience):
        while True:
            found = look()
            seen = await found if isawaitable(found) else found
            if seen:
                return seen
            await anyio.sleep(REST)
    raise _late(patience, seen)


def until_in_thread(look: Callable[[], T], patience: float = PATIENCE) -> T:
    """Call `look` until it returns something true, and return that, where no loop runs.

    Args:
        look: returns something true at the end.
        patience: seconds until it is given up.

    Raises:
        TimeoutError: there was nothing in time; says what was seen last.
    """
    deadline = time.monotonic() + patience
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise _late(patience, seen)
        time.sleep(REST)
    return seen


def _late(patience: float, seen: object) -> TimeoutError:
    return TimeoutError(f"Cannot wait any longer than {patience:g} s: seen last was {seen!r}")
