"""Routes about programs in containers: their start, their pipes and terminals, their end."""

from __future__ import annotations

import signal as signals
from typing import Annotated, TypedDict

from msgspec import Meta

from oro_container.containers.container import Container
from oro_container.containers.process import Size
from oro_container.pages.page_containers import PageContainers
from oro_container.routes.asked import AskedProcess, Cells
from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("ProcessEnded", "ProcessEntry", "ProcessRoutes", "ProcessStarted")

Output = Annotated[int, Meta(ge=1, le=2)]


class ProcessStarted(TypedDict):
    """A program that runs."""

    pid: int
    """Its number in the container."""


class ProcessEnded(TypedDict):
    """The end of a program."""

    code: int
    """As a shell says it: 128 and the number of the signal where one ended it."""
    signal: str
    """The name of that signal; empty otherwise."""


class ProcessEntry(TypedDict):
    """A line of a container's table of processes."""

    pid: int
    parent: int
    argv: list[str]
    cwd: str
    state: str
    """`running`, `sleeping`, `stopped` or `ended`."""
    group: int
    session: int


class ProcessRoutes:
    """Programs, from start to end."""

    def __init__(self, containers: PageContainers) -> None:
        self._containers = containers

    @route("container.spawn", permission="container", deadline=0)
    async def spawn(self, call: Call, *, id: str) -> ProcessStarted:
        """Start the program that the body describes (`AskedProcess`, as JSON).

        If cancelled, it was started or not all the same.

        Raises:
            InvalidArgument: the description is none.
            NoSuchContainer: the window has none of that id.
            ProgramNotFound: there is none of that name.
            ErrnoError: it could not be started.
            TornDown: the container has ended.
        """
        try:
            asked = from_json(call.body, AskedProcess)
        except ValueError as error:
            raise InvalidArgument(f"Cannot start a program: {error}") from error
        if any("\0" in text for text in (asked.command, *asked.args, *asked.env, *asked.env.values())):
            raise InvalidArgument(f'Cannot start "{asked.command[:200]}": a text of it has a NUL')
        terminal = asked.terminal
        process = await self._container(call, id).spawn(
            asked.command,
            *asked.args,
            cwd=asked.cwd,
            env=asked.env,
            terminal=None if terminal is None else Size(terminal.cols, terminal.rows),
            merged=asked.merged,
            clear=asked.clear,
            discarded=asked.discarded,
        )
        return {"pid": process.pid}

    @route("container.take", permission="container", deadline=0)
    async def take(self, call: Call, *, id: str, pid: int, fd: Output = 1) -> bytes:
        """Answer with what a program writes next, 256 KiB at most; with nothing once all have closed it.

        Nothing is read ahead of a page, so a program waits for it. If cancelled, nothing was taken.

        Raises:
            NoSuchContainer: the window has none of that id.
            NoSuchProcess: there is none of that number, or it was waited for and read.
        """
        container = self._container(call, id)
        process = container.process(pid)
        data = await process.take(fd)
        container.settle(process)
        return data

    @route("container.write", permission="container", deadline=0)
    async def write(self, call: Call, *, id: str, pid: int) -> dict[str, str]:
        """Write the body to a program's input; answered once the pipe or terminal has taken it.

        If cancelled, part of it may have been written.

        Raises:
            NoSuchContainer: the window has none of that id.
            NoSuchProcess: there is none of that number, or it was waited for and read.
            Closed: it reads no more.
        """
        await self._container(call, id).process(pid).write(call.body)
        return {}

    @route("container.end", permission="container", deadline=0)
    async def end(self, call: Call, *, id: str, pid: int) -> dict[str, str]:
        """End a program's input, after what is being written: the pipe is closed, or Ctrl-D is typed.

        Raises:
            NoSuchContainer: the window has none of that id.
            NoSuchProcess: there is none of that number, or it was waited for and read.
        """
        await self._container(call, id).process(pid).end_input()
        return {}

    @route("container.close", permission="container", deadline=0)
    async def close(self, call: Call, *, id: str, pid: int, fd: Output = 1) -> dict[str, str]:
        """Close an output that is read no more; programs that write to it learn so.

        Raises:
            NoSuchContainer: the window has none of that id.
            NoSuchProcess: there is none of that number, or it was waited for and read.
        """
        container = self._container(call, id)
        process = container.process(pid)
        await process.shut(fd)
        container.settle(process)
        return {}

    @route("container.wait", permission="container", deadline=0)
    async def wait(self, call: Call, *, id: str, pid: int) -> ProcessEnded:
        """Answer when a program has ended; its output may still be there to read. If cancelled, it runs on.

        Raises:
            NoSuchContainer: the window has none of that id.
            NoSuchProcess: there is none of that number, or it was waited for and read.
        """
        container = self._container(call, id)
        process = container.process(pid)
        ended = await process.wait()
        container.settle(process)
        return {"code": ended.code, "signal": ended.signal}

    @route("container.kill", permission="container")
    async def kill(self, call: Call, *, id: str, pid: int, signal: str = "SIGKILL") -> dict[str, str]:
        """Send a signal to a program and everything it started.

        Raises:
            InvalidArgument: there is no signal of that name.
            NoSuchContainer: the window has none of that id.
            NoSuchProcess: there is none of that number, or it was waited for and read.
            ErrnoError: ESRCH, it has ended.
        """
        container = self._container(call, id)
        await container.kill(container.process(pid), number_of(signal))
        return {}

    @route("container.resize", permission="container")
    def resize(self, call: Call, *, id: str, pid: int, cols: Cells, rows: Cells) -> dict[str, str]:
        """Set the size of a program's terminal; without one nothing happens.

        Raises:
            NoSuchContainer: the window has none of that id.
            NoSuchProcess: there is none of that number, or it was waited for and read.
        """
        self._container(call, id).process(pid).resize(Size(cols, rows))
        return {}

    @route("container.processes", permission="container")
    async def processes(self, call: Call, *, id: str) -> list[ProcessEntry]:
        """Answer with every process of a container, also those that its programs started.

        Raises:
            NoSuchContainer: the window has none of that id.
            TornDown: the container has ended.
        """
        found = await self._container(call, id).processes()
        return [{name: each[name] for name in ProcessEntry.__annotations__} for each in found]  # type: ignore[misc]

    def _container(self, call: Call, id: str) -> Container:
        return self._containers.held.get(call.window, id).container


def number_of(name: str) -> int:
    """Return the number of a signal, by its name or as digits.

    Raises:
        InvalidArgument: there is none.
    """
    known = {each.name: each.value for each in signals.Signals}
    number = known.get(name, int(name) if name.isascii() and name.isdigit() and len(name) < 4 else 0)
    if not 0 < number < signals.NSIG:
        raise InvalidArgument(f'Cannot send a signal: there is none named "{name[:40]}"; "SIGTERM" is one')
    return number
