"""`child_process.spawn`, whose programs report by pushes, for pages without `oro:child_process`."""

from __future__ import annotations

from contextlib import aclosing

import trio

from oro_framework.errors import Unsupported
from oro_framework.parameters import SystemText
from oro_framework.service import route
from oro_framework.types import Call, Push, Window
from oro_process.children.child import Child
from oro_process.children.children import Children
from oro_process.children.description import from_text
from oro_process.events import SOURCE
from oro_process.routes.alias import alias
from oro_process.routes.child_routes import Started

__all__ = ("PushRoutes",)

_ROOM = 0.01
"""Seconds until a page that had no room is asked again; the program waits meanwhile."""


class PushRoutes:
    """Programs whose output and end come as events (`data`, source `child_process.spawn`)."""

    def __init__(self, children: Children) -> None:
        self._children = children

    @route("child_process.spawn", permission="process", deadline=0)
    async def spawn(
        self,
        call: Call,
        *,
        id: str,
        args: SystemText,
        cwd: SystemText = "",
        env: SystemText | None = None,
        shell: bool = False,
    ) -> Started:
        """Start a program; its output and end are pushed to the page.

        Args:
            id: of the program.
            args: the program and its arguments, joined by U+0001. `stdin`, `stdout` and `stderr` may be `false`.
            cwd: working directory.
            env: `NAME=value`, joined by U+0001.
            shell: gives the words to `/bin/sh`, joined by spaces.

        Raises:
            NoCommand: there is no program.
            IdTaken: the window has one of that id.
            OutOfScope: the permission is narrowed to others.
            ErrnoError: it could not be started.
        """
        if call.window is None:
            raise Unsupported("Cannot tell of a process: a caller without a window gets no events")
        asked = from_text(call.params, id=id, args=args, shell=shell, cwd=cwd, env=env)
        child = await self._children.start(call, asked)
        self._children.tasks.start_soon(self._push, child, call.window)
        return {"id": child.id, "pid": child.pid}

    spawn_as_socket = alias("childProcess.spawn", spawn)

    async def _push(self, child: Child, window: Window) -> None:
        with child.scope:
            await self._push_all(child, _Pushes(child, window))

    async def _push_all(self, child: Child, pushed: _Pushes) -> None:
        async with trio.open_nursery() as nursery:
            for fd, name in ((1, "stdout"), (2, "stderr")):
                if child.has(fd):
                    nursery.start_soon(pushed.output, fd, name)
            await child.end.wait()
            pushed.status("exit")
        child.waited = True
        await child.shut_all()
        self._children.settle(child)
        pushed.status("close", outputCount=pushed.count)


class _Pushes:
    """Pushes to a page about one program."""

    def __init__(self, child: Child, window: Window) -> None:
        self._child = child
        self._window = window
        self.count = 0

    async def output(self, fd: int, name: str) -> None:
        """Push what it writes; while the page has no room, nothing is read."""
        async with aclosing(self._child.read(fd)) as chunks:
            async for data in chunks:
                push = Push(source=SOURCE, data={"id": self._child.id, "source": name}, body=data, lossy=True)
                while not self._window.push(push):  # noqa: ASYNC110 - a queue of events does not tell of room
                    await trio.sleep(_ROOM)
                self.count += 1

    def status(self, what: str, **more: int) -> None:
        """Push its end; if a signal killed it, the code is 128 and more, as in shells."""
        end = self._child.end
        code = end.code if end.code is not None else 128 + (end.signal or 0)
        data = {"id": self._child.id, "status": what, "code": code, "signal": end.signal, **more}
        self._window.push(Push(source=SOURCE, data=data))
