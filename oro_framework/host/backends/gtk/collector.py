"""Keep Python's cyclic garbage collector to the GUI thread.

The collector runs on whichever thread allocates. If that is the loop thread and the garbage holds a widget,
the toolkit's object is finalised there, and WebKitGTK aborts the process. So while a GUI runs, collection
happens only on its thread. Every thread waits for a collection anyway: the interpreter lock is held.

The many objects that an app loads at its start stay until its end, so they are excluded from collections: both while
they are loaded and later, while the app runs.
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
        """Disable automatic collection, and exclude the objects that exist by now from later collections."""
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()

    def tick(self) -> bool:
        """Run the collections that are due; return True, so that a timer goes on."""
        if self._was_enabled and gc.get_count()[0] > gc.get_threshold()[0]:
            self._runs += 1
            gc.collect(2 if self._runs % OLDER**2 == 0 else 1 if self._runs % OLDER == 0 else 0)
        return True

    def stop(self) -> None:
        """Collect the garbage of the GUI, then restore automatic collection of all objects."""
        if self._was_enabled:
            gc.collect()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()


@contextmanager
def uncollected() -> Iterator[None]:
    """Disable automatic collection in a block that creates lasting objects, and exclude these from later ones."""
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
    """Include all objects in collections again after a block, even those excluded within it."""
    try:
        yield
    finally:
        gc.unfreeze()
