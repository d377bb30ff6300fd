"""Tasks outside of services, and threads, that a plugin leaves running when the host stops."""

from __future__ import annotations

import logging
import sys
import threading

import trio

from oro_framework.host.plugins.blame import CodeOwners, frames_of, tasks_in

__all__ = ("Leaks",)


class Leaks:
    """Remembers the tasks and threads from before the services started. Loop thread.

    Args:
        log: the log for each leaked task or thread of a plugin.
    """

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._tasks = set(_tasks())
        self._threads = set(threading.enumerate())

    def report(self, code_owners: CodeOwners) -> None:
        """Log the tasks and threads that were started since and have not ended."""
        for task in _tasks():
            if task not in self._tasks and (found := code_owners.of_task(task)).plugin:
                self._log.warning('Plugin "%s" leaves a task behind: %s at %s', found.plugin, task.name, found.where)
        frames = sys._current_frames()
        for thread in threading.enumerate():
            if thread in self._threads or thread.daemon or thread.ident is None:
                continue
            if (found := code_owners.of(frames_of(frames.get(thread.ident)))).plugin:
                self._log.warning(
                    'Plugin "%s" leaves a thread behind, which keeps the process from ending: "%s" at %s',
                    found.plugin, thread.name, found.where,
                )  # fmt: skip


def _tasks() -> list[trio.lowlevel.Task]:
    """Return every task of the loop except its first."""
    root = trio.lowlevel.current_root_task()
    return [] if root is None else [task for nursery in root.child_nurseries for task in tasks_in(nursery)]
