"""Find the owner of running code from its stack: the plugin, the route and the line. Any thread.

A stack is read from its outermost frame inwards. The innermost frame that is the handler of a route names the route;
the innermost frame in a plugin's own files names the plugin and the line, since a plugin answers for the library code
that it calls.
"""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Iterable, Sequence
from types import CodeType, FrameType
from typing import Any

import trio
from msgspec import Struct

from oro_framework.host.plugins.plugin_info import PluginInfo
from oro_framework.host.requests.router import Bound

__all__ = ("CodeOwner", "CodeOwners", "Place", "frames_of", "stack_text", "tasks_in")

Place = tuple[CodeType, int]
"""The code of a frame and the line it is at."""


class CodeOwner(Struct, frozen=True):
    """The owner of a piece of running code; fields are empty where they are not known."""

    plugin: str = ""
    route: str = ""
    where: str = ""
    """`file:line in function`"""

    def __str__(self) -> str:
        named = [f'plugin "{self.plugin}"'] if self.plugin else []
        named += [f'route "{self.route}"'] if self.route else []
        return f"{', '.join(named) or 'the host'} at {self.where or 'an unknown place'}"


class CodeOwners:
    """Maps files and handlers to their plugins; built anew for each use, because plugins come and go.

    Args:
        infos: the plugins of the host.
        routes: the routes of the host.
    """

    def __init__(self, infos: Iterable[PluginInfo], routes: Iterable[Bound]) -> None:
        self._files = [(root, info.name) for info in infos if not info.builtin for root in _roots(info)]
        self._codes = {code: bound for bound in routes if (code := _code(bound.route.handler)) is not None}

    def of(self, stack: Sequence[Place]) -> CodeOwner:
        """Return the owner of a stack, given with its outermost frame first."""
        plugin = route = ""
        where = _where(*stack[-1]) if stack else ""
        for code, line in stack:
            if (bound := self._codes.get(code)) is not None:
                plugin, route, where = bound.plugin, bound.name, _where(code, line)
            elif owner := self._owner(code.co_filename):
                plugin, where = owner, _where(code, line)
        return CodeOwner(plugin, route, where)

    def of_task(self, task: trio.lowlevel.Task) -> CodeOwner:
        """Return the owner of a task, with the line it waits at."""
        stack = [(frame.f_code, line or 0) for frame, line in task.iter_await_frames()]
        found = self.of(stack)
        return found if found.plugin else CodeOwner(where=f"{found.where}, task {task.name}")

    def _owner(self, filename: str) -> str:
        return next((name for root, name in self._files if filename == root or filename.startswith(f"{root}/")), "")


def frames_of(frame: FrameType | None) -> list[Place]:
    """Return the stack of a frame, outermost frame first."""
    found: list[Place] = []
    while frame is not None:
        found.append((frame.f_code, frame.f_lineno or 0))
        frame = frame.f_back
    return found[::-1]


def stack_text(stack: Sequence[Place], limit: int = 12) -> str:
    """Return the innermost frames of a stack, formatted like a traceback."""
    frames = [traceback.FrameSummary(code.co_filename, line, code.co_name) for code, line in stack[-limit:]]
    return "".join(traceback.format_list(frames)).rstrip()


def tasks_in(nursery: trio.Nursery) -> list[trio.lowlevel.Task]:
    """Return every task of a nursery, and of all nurseries that those tasks opened."""
    found: list[trio.lowlevel.Task] = []
    for task in nursery.child_tasks:
        found.append(task)
        for inner in task.child_nurseries:
            found.extend(tasks_in(inner))
    return found


def _roots(info: PluginInfo) -> list[str]:
    """Return the folder of a plugin's package, or its single file; empty if it was not loaded from files."""
    if info.folder is not None:
        return [str(info.folder)]
    file = getattr(sys.modules.get(info.module.partition(":")[0]), "__file__", None)
    return [] if file is None else [file]


def _code(handler: Any) -> CodeType | None:
    function = inspect.unwrap(getattr(handler, "__func__", handler))
    return getattr(function, "__code__", None)


def _where(code: CodeType, line: int) -> str:
    return f"{code.co_filename}:{line} in {code.co_name}"
