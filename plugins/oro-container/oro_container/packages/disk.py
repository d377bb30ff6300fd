"""One thread at a time for many small files.

Each file takes some ten calls to the system, and each call hands the interpreter's lock to another thread if there is
one. Two threads that copy 5,500 files take three times as long as one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import trio

__all__ = ("on_disk",)

_limiter = trio.lowlevel.RunVar[trio.CapacityLimiter]("oro_container_disk")

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


async def on_disk(function: Callable[[*Ts], T], *arguments: *Ts) -> T:
    """Call a function in a thread when no other such call runs."""
    try:
        limiter = _limiter.get()
    except LookupError:
        limiter = trio.CapacityLimiter(1)
        _limiter.set(limiter)
    return await trio.to_thread.run_sync(function, *arguments, limiter=limiter)
