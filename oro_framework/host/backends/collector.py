"""Python's cyclic garbage collector, kept to the GUI thread.

The collector runs on whichever thread allocates. If that is the loop thread and the garbage holds a widget,
the toolkit's object is finalised there, and WebKitGTK aborts the process. So while a GUI runs, collection
happens only on its thread. Every thread waits for a collection anyway: the interpreter lock is held.
"""

from __future__ import annotations

import gc

__all__ = ("Collector",)

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
        """Switch automatic collection off."""
        self._was_enabled = gc.isenabled()
        gc.disable()

    def tick(self) -> bool:
        """Collect what is due; True, so that a timer goes on."""
        if self._was_enabled and gc.get_count()[0] > gc.get_threshold()[0]:
            self._runs += 1
            gc.collect(2 if self._runs % OLDER**2 == 0 else 1 if self._runs % OLDER == 0 else 0)
        return True

    def stop(self) -> None:
        """Switch automatic collection on again, if it was."""
        if self._was_enabled:
            gc.enable()
