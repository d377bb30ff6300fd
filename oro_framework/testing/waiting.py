"""`until`: wait for what a test is about, without a loop that keeps threads and processes from getting there."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeVar, overload

import anyio

__all__ = ("PATIENCE", "REST", "until", "until_in_thread")

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds after which a test says that it hangs, on a machine of two cores that does much else."""
REST = 0.005
"""Seconds between two looks: a loop that never rests holds the GIL, and who is waited for starves."""


@overload
async def until(look: Callable[[], Awaitable[T]], patience: float = PATIENCE) -> T: ...
@overload
async def until(look: Callable[[], T], patience: float = PATIENCE) -> T: ...
async def until(look: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Look until there is something to see, and return it.

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
    """Look until there is something to see, and return it, where no loop runs.

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
