"""Modules imported on a second thread while the main thread is in C and needs no interpreter lock."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

__all__ = ("SWITCH_INTERVAL", "Imports", "importing_in_parallel")

SWITCH_INTERVAL = 0.0005
"""Seconds; at CPython's default of 5 ms one busy Python thread delays every other (backends.md 6)."""


class Imports(threading.Thread):
    """Imports modules. One that cannot be imported is left out: who imports it next is told why."""

    def __init__(self, modules: Sequence[str]) -> None:
        super().__init__(name="oro-imports", daemon=True)
        self._modules = modules
        self.done = False
        self.wake: Callable[[], object] = _nobody
        """Called here, once it is done."""

    def run(self) -> None:
        for name in self._modules:
            with suppress(Exception):
                importlib.import_module(name)
        self.done = True
        self.wake()


@contextmanager
def importing_in_parallel(modules: Sequence[str]) -> Iterator[Imports]:
    """Import modules during the block, which imports none of them itself; at its end they are there."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(min(interval, SWITCH_INTERVAL))
    imports = Imports(modules)
    imports.start()
    try:
        yield imports
    finally:
        imports.join()
        sys.setswitchinterval(interval)


def _nobody() -> None:
    """Nobody waits."""
