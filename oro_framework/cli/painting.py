"""How `oro run` has its windows painted: by which engine, with which remedy, and once more where nothing is seen."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from oro_framework.cli.app import App
from oro_framework.cli.wishes import wishes_of
from oro_framework.host.backends.choice import with_engine
from oro_framework.host.painting import VARIABLE, memory_file, unfinished_folder

if TYPE_CHECKING:  # needed where something is known of the machine, and once the host is imported
    from oro_framework.host.painting.start import PaintingStart
    from oro_framework.host.painting.unfinished import Unfinished
    from oro_framework.host.painting.watch import PaintWatch

__all__ = ("Painting",)

EXAMINED = ("gtk", "qt")
"""The backends whose windows can be looked at."""


class Painting:
    """How one start paints.

    Args:
        app: the app, whose `[webview] engine` and `gpu` count.
        assignments: settings, each `key=value`.
        named: the backend asked for by name, if one was.
        safe: paint pages without the graphics card.
        watched: see whether the first window is painted.

    Raises:
        ConfigError: a file or a setting is wrong.
    """

    def __init__(self, app: App, assignments: Sequence[str], named: str | None, *, safe: bool, watched: bool) -> None:
        wishes = wishes_of(app, assignments)
        self.backends: Sequence[str] = [named] if named is not None else _likely(with_engine(wishes.engine))
        """Those that may be used, the one that is likely to be first."""
        safe = safe or wishes.gpu == "off"
        examined = sys.platform == "linux" and wishes.gpu != "on" and self.backends[0] in EXAMINED
        known = safe or VARIABLE in os.environ or memory_file().exists() or any(unfinished_folder().glob("*"))
        self._start = self._new_start(self.backends, safe=safe) if examined and known else None
        self._unfinished = self._new_unfinished() if watched and examined and not safe else None
        self._watch: PaintWatch | None = None
        self.backend = named
        """The backend to use; None lets the first that works be used."""
        if self._start is not None and self._start.attempt.backend != self.backends[0]:
            self.backend = self._start.attempt.backend

    def _new_start(self, backends: Sequence[str], *, safe: bool = False) -> PaintingStart:
        from oro_framework.host.painting.start import PaintingStart

        return PaintingStart(backends, safe=safe)

    def _start_of(self, backend: str) -> PaintingStart:
        """Return the start of the backend that runs, in which nothing was known."""
        return self._new_start([backend, *(name for name in self.backends if name != backend)])

    def _new_unfinished(self) -> Unfinished:
        from oro_framework.host.painting.attempts import Attempt, Attempts
        from oro_framework.host.painting.unfinished import Unfinished

        unfinished = Unfinished()
        first = Attempts([], Attempt(self.backends[0]))
        unfinished.begin(first if self._start is None else Attempts(self._start.failed, self._start.attempt))
        return unfinished

    def plugins(self) -> list[tuple[str, object]]:
        """Return the plugin that sees whether the first window is painted, where that is of use."""
        if self._unfinished is None:
            return []
        from oro_framework.host.painting.watch import PaintWatch

        self._watch = PaintWatch(self._start, self._start_of, self._unfinished)
        return [("paint-watch", self._watch)]

    def end(self) -> None:
        """Note that this start ends in order."""
        if self._unfinished is not None:
            self._unfinished.end()

    def start_again(self) -> None:
        """Become the next start of the app, if its window was not painted; else return.

        Raises:
            OSError: the program cannot be started.
        """
        watch = self._watch
        if watch is not None and watch.next is not None and watch.start is not None:
            watch.start.again(watch.next, _command())


def _likely(backends: Sequence[str]) -> Sequence[str]:
    """Leave out WebKitGTK where Python cannot reach it."""
    return [name for name in backends if name != "gtk" or find_spec("gi") is not None] or backends


def _command() -> list[str]:
    """Return the command that started this process."""
    if getattr(sys, "frozen", False):
        from oro_framework.built.environment import program  # only built apps have it

        return [*program(), *sys.orig_argv[1:]]
    return [sys.executable, *sys.orig_argv[1:]]
