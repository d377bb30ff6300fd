"""Routes about one program: its start, its pipes, its end. `oro:child_process` uses them."""

from __future__ import annotations

from functools import partial
from typing import TypedDict

from oro_framework.service import route
from oro_framework.streams import Watched
from oro_framework.types import ByteStream, Call
from oro_process.children.child import Child
from oro_process.children.children import Children
from oro_process.children.description import read_start
from oro_process.children.signals import signal_name, signal_number
from oro_process.errors import StdinNotOpened, page_errors
from oro_process.routes.alias import alias

__all__ = ("ChildRoutes", "Ended", "Started")


class Started(TypedDict):
    """A program that runs."""

    id: str
    pid: int


class Ended(TypedDict):
    """How a program ended: what it exited with, or what killed it; the other is null."""

    code: int | None
    signal: int | None
    signalName: str | None


class ChildRoutes:
    """Programs, from start to end."""

    def __init__(self, children: Children) -> None:
        self._children = children

    @route("child_process.start", permission="process", deadline=0)
    async def start_child(self, call: Call) -> Started:
        """Start the program that the body describes (`Start`, as JSON), without a shell.

        If cancelled, it was started or not all the same.

        Raises:
            InvalidArgument: the description is none.
            OutOfScope: the permission is narrowed to others.
            ErrnoError: it could not be started.
        """
        child = await self._children.start(call, read_start(call.body))
        return {"id": child.id, "pid": child.pid}

    @route("child_process.read", permission="process", deadline=0)
    async def read(self, call: Call, *, id: str, fd: int = 1) -> ByteStream:
        """Stream what a program writes to a pipe. Nothing is read ahead of a page that does not.

        Once the stream ends, or the page gives it up, the pipe is closed.

        Raises:
            NoSuchChild: there is none of that id.
            NoPipe: there is no open pipe of that number.
        """
        child = self._children.get(call, id)
        return ByteStream(Watched(child.read(fd), partial(self._read, child, fd)))

    @route("child_process.take", permission="process", deadline=0)
    async def take(self, call: Call, *, id: str, fd: int = 1) -> bytes:
        """Answer with what a program writes next, 256 KiB at most; with nothing once it has closed the pipe.

        For pages that want no more than they ask for: an engine may read a stream ahead without bounds.
        If cancelled, nothing was taken.

        Raises:
            NoSuchChild: there is none of that id.
            NoPipe: there is no open pipe of that number.
        """
        child = self._children.get(call, id)
        data = await child.take(fd)
        self._children.settle(child)
        return data

    @route("child_process.write", permission="process", deadline=0)
    async def write(self, call: Call, *, id: str, fd: int = 0) -> dict[str, str]:
        """Write the body to a pipe, by default standard input; answered once the pipe has taken it.

        If cancelled, part of it may have been written.

        Raises:
            NoSuchChild: there is none of that id.
            StdinNotOpened: it was started without that pipe, or the pipe has been closed.
            ErrnoError: EPIPE, the program has closed its end.
        """
        child = self._children.get(call, id)
        self._check_open(child, fd)
        with page_errors("write", id=id):
            await child.write(fd, call.body)
        return {}

    @route("child_process.end", permission="process", deadline=0)
    async def end(self, call: Call, *, id: str, fd: int = 0) -> dict[str, str]:
        """Tell a program that nothing more comes through a pipe, after what is being written.

        Raises:
            NoSuchChild: there is none of that id.
        """
        child = self._children.get(call, id)
        if child.has(fd):
            await child.finish(fd)
            self._children.settle(child)
        return {}

    @route("child_process.close", permission="process", deadline=0)
    async def close(self, call: Call, *, id: str, fd: int) -> dict[str, str]:
        """Close a pipe at once, whatever is under way.

        Raises:
            NoSuchChild: there is none of that id.
        """
        child = self._children.get(call, id)
        await child.shut(fd)
        self._children.settle(child)
        return {}

    @route("child_process.wait", permission="process", deadline=0)
    async def wait(self, call: Call, *, id: str) -> Ended:
        """Answer when a program has ended; its output may still be there to read.

        If cancelled, it runs on.

        Raises:
            NoSuchChild: there is none of that id.
        """
        child = self._children.get(call, id)
        await child.end.wait()
        child.waited = True
        self._children.settle(child)
        return {"code": child.end.code, "signal": child.end.signal, "signalName": signal_name(child.end.signal)}

    @route("child_process.kill", permission="process")
    async def kill(self, call: Call, *, id: str, signal: int | str = 15) -> dict[str, str]:
        """Send a signal to a program and every process of its group; 0 asks whether it runs.

        Args:
            id: of the program.
            signal: its number or name.

        Raises:
            NoSuchChild: there is none of that id.
            ErrnoError: ESRCH, it has ended; EINVAL, there is no such signal; EPERM.
        """
        child = self._children.get(call, id)
        with page_errors("kill", id=id):
            await child.kill(signal_number(signal))
        return {}

    write_as_socket = alias("childProcess.write", write)
    kill_as_socket = alias("childProcess.kill", kill)

    async def _read(self, child: Child, fd: int) -> None:
        await child.shut(fd)
        self._children.settle(child)

    def _check_open(self, child: Child, fd: int) -> None:
        if not child.has(fd):
            raise StdinNotOpened(child.id)
