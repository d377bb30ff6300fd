"""Imports of modules on a second thread, while the main thread runs C code without the interpreter lock."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

__all__ = ("SWITCH_INTERVAL", "Imports", "importing_in_parallel")

SWITCH_INTERVAL = 0.0005
"""Seconds between switches of threads; at CPython's default of 5 ms a busy thread delays every other."""


class Imports(threading.Thread):
    """Imports modules. One that fails is skipped: the next import of it raises the error."""

    def __init__(self, modules: Sequence[str]) -> None:
        super().__init__(name="oro-imports", daemon=True)
        self._modules = modules
        self.done = False
        self.wake: Callable[[], object] = _nothing
        """Called here, once it is done."""

    def run(self) -> None:
        for name in self._modules:
            with suppress(Exception):
                importlib.import_module(name)
        self.done = True
        self.wake()


@contextmanager
def importing_in_parallel(modules: Sequence[str]) -> Iterator[Imports]:
    """Import modules on another thread during the block, which must not import them; wait for them at its end."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(min(interval, SWITCH_INTERVAL))
    imports = Imports(modules)
    imports.start()
    try:
        yield imports
    finally:
        imports.join()
        sys.setswitchinterval(interval)


def _nothing() -> None:
    """Do nothing when a module was imported."""
