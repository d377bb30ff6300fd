"""Checks of calls that come from the window that runs workers, or from a worker in it."""

from __future__ import annotations

from oro_framework.errors import Denied, NotFound
from oro_framework.types import Call
from oro_sw.workers.runner import Runner
from oro_sw.workers.worker import Worker

__all__ = ("WorkerCalls",)


class WorkerCalls:
    """Refuses calls of other windows, and finds the worker that calls.

    Args:
        runner: runs the workers.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def check(self, call: Call) -> None:
        """Raise unless a call comes from the window that runs workers.

        Raises:
            Denied: it comes from another.
        """
        if not self._runner.owns(call.window):
            raise Denied(f'Cannot call "{call.route}": it is for the window that runs service workers')

    def worker(self, call: Call, id: str) -> Worker:
        """Return the running worker of a version, by the version's id.

        Raises:
            Denied: the call comes from another window than the one that runs workers.
            NotFound: there is none of that id.
        """
        self.check(call)
        worker = self._runner.workers.get(id)
        if worker is None:
            raise NotFound(f'There is no running service worker "{id[:40]}"')
        return worker

    def find(self, call: Call, id: str) -> Worker | None:
        """Return the worker that calls; None when another window calls, or there is none of that id."""
        return self._runner.workers.get(id) if self._runner.owns(call.window) else None
