"""Keep Python's cyclic garbage collector to the GUI thread.

The collector runs on whichever thread allocates. If that is the loop thread and the garbage holds a widget,
the toolkit's object is finalised there, and WebKitGTK aborts the process. So while a GUI runs, collection
happens only on its thread. Every thread waits for a collection anyway: the interpreter lock is held.

What an app begins with stays until its end, and there is much of it: it is neither looked through while it is
loaded nor by the collections of a running app.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ("Collector", "thawing", "uncollected")

OLDER = 10
"""Collections of one generation for every one of the next older generation, as in CPython."""


class Collector:
    """Replaces automatic collection. GUI thread.

    Call `tick` a few times a second between `start` and `stop`.
    """

    def __init__(self) -> None:
        self._was_enabled = False
        self._runs = 0

    def start(self) -> None:
        """Switch automatic collection off, and leave out of the others what is there by now."""
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()

    def tick(self) -> bool:
        """Collect what is due; True, so that a timer goes on."""
        if self._was_enabled and gc.get_count()[0] > gc.get_threshold()[0]:
            self._runs += 1
            gc.collect(2 if self._runs % OLDER**2 == 0 else 1 if self._runs % OLDER == 0 else 0)
        return True

    def stop(self) -> None:
        """Switch automatic collection on again, if it was, of everything; what the GUI left is collected before."""
        if self._was_enabled:
            gc.collect()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()


@contextmanager
def uncollected() -> Iterator[None]:
    """Have no automatic collection in a block that makes what stays, nor of all that in those that follow."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.enable()


@contextmanager
def thawing() -> Iterator[None]:
    """Leave nothing out of the collections that follow a block, whatever was left out in it."""
    try:
        yield
    finally:
        gc.unfreeze()
