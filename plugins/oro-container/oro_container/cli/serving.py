"""Answers other commands about a container that this one runs."""

from __future__ import annotations

import array
import json
import logging
import os
import socket
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import trio

from oro_container.cli import running
from oro_container.cli.attaching import attached, size_of
from oro_container.containers.container import Container
from oro_container.containers.process import Exit
from oro_container.core.entry import Entry
from oro_container.core.formats.archive import write_archive
from oro_container.packages.nursery import open_nursery
from oro_framework.errors import OroError, UsageError

__all__ = ("Output", "serving")

_log = logging.getLogger("oro.container")
INTERRUPTED = 130
LOG = 1 << 20
"""Bytes of output that are kept."""


class Output:
    """The last bytes that programs of a container wrote."""

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()
        self._size = 0

    def __call__(self, data: bytes) -> None:
        self._pieces.append(data)
        self._size += len(data)
        while self._size > LOG and len(self._pieces) > 1:
            self._size -= len(self._pieces.popleft())

    def text(self) -> str:
        """Return them as text."""
        return b"".join(self._pieces)[-LOG:].decode("utf-8", "replace")


@asynccontextmanager
async def serving(container: Container, name: str, output: Output, stop: Callable[[], None]) -> AsyncIterator[None]:
    """Answer commands during the block.

    Args:
        container: the container.
        name: by which commands find it.
        output: what its programs write.
        stop: ends it.

    Raises:
        UsageError: a container of that name runs, or the name is too long.
    """
    if (size := len(os.fsencode(name))) > running.LONGEST:
        most = f"it has {size} bytes, and other commands find names of {running.LONGEST} at most"
        raise UsageError(f'Cannot run container "{name}": choose a shorter name; {most}')
    path = running.socket_of(name)
    made = trio.socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with suppress(OroError, OSError):
            running.ask(name, {"do": "describe"})
            raise UsageError(f'Cannot run container "{name}": one of that name runs; `oro container rm` ends it')
        with running.address_of(path) as address:
            await made.bind(address)
        made.listen(16)
        began = time.time()
        async with open_nursery() as tasks:
            answers = _Answers(container, name, output, stop, began)
            tasks.start_soon(_accept, tasks, made, answers)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()
    finally:
        made.close()
        path.unlink(missing_ok=True)


async def _accept(tasks: trio.Nursery, listener: trio.socket.SocketType, answers: _Answers) -> None:
    while True:
        link, _ = await listener.accept()
        tasks.start_soon(answers.answer, link)


class _Answers:
    """The answers of one container."""

    def __init__(self, container: Container, name: str, output: Output, stop: Callable[[], None], began: float) -> None:
        self._container = container
        self._name = name
        self._output = output
        self._stop = stop
        self._began = began

    async def answer(self, link: trio.socket.SocketType) -> None:
        """Answer one command."""
        with link:
            asked, descriptors = await _question(link)
            try:
                with suppress(OSError):
                    try:
                        told = await self._told(asked, descriptors, link)
                    except OroError as error:
                        told = {"error": error.message}
                    except Exception as error:
                        # What it was about is programs' own, such as the names of files; the container runs on.
                        _log.exception("A command about a container failed")
                        told = {"error": f"{type(error).__name__}: {error}"}
                    await trio.SocketStream(link).send_all(json.dumps(told).encode() + b"\n")
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)

    async def _told(
        self, asked: Mapping[str, Any], descriptors: list[int], link: trio.socket.SocketType
    ) -> Mapping[str, Any]:
        match asked.get("do"):
            case "describe":
                return await self._description()
            case "logs":
                return {"text": self._output.text()}
            case "export":
                entries = await self._container.files.entries(str(asked.get("path", "")))
                await trio.to_thread.run_sync(_write_archive, descriptors[0], entries)
                return {"count": len(entries)}
            case "exec":
                return await self._executed(asked, descriptors, link)
            case "stop":
                self._stop()
                return {"stopped": self._name}
            case _:
                return {"error": "the container does not know that question"}

    async def _description(self) -> Mapping[str, Any]:
        container = self._container
        ports = sorted({port.number for port in container.network.ports.values()})
        return {
            "name": self._name,
            "level": container.level,
            "process": os.getpid(),
            "began": self._began,
            "ports": ports,
            "processes": list(await container.processes()),
        }

    async def _executed(
        self, asked: Mapping[str, Any], descriptors: list[int], link: trio.socket.SocketType
    ) -> Mapping[str, Any]:
        argv, variables = [str(each) for each in asked["argv"]], asked.get("env") or {}
        size = size_of(descriptors[0]) if os.isatty(descriptors[1]) else None
        process = await self._container.spawn(*argv, env=variables, terminal=size, merged=False)
        end = Exit(INTERRUPTED)
        async with trio.open_nursery() as tasks:

            async def follow() -> None:
                # Each byte tells of another size; the end, that the command was ended.
                while await link.recv(1):
                    if (changed := size_of(descriptors[0])) is not None:
                        process.resize(changed)
                tasks.cancel_scope.cancel()

            tasks.start_soon(follow)
            standard = (descriptors[0], descriptors[1], descriptors[2])
            end = await attached(self._container, process, standard, self._output)
            tasks.cancel_scope.cancel()
        return {"exit": end.code}


def _write_archive(descriptor: int, entries: Sequence[Entry]) -> None:
    with open(os.dup(descriptor), "wb") as out:
        out.write(write_archive(entries))


async def _question(link: trio.socket.SocketType) -> tuple[Mapping[str, Any], list[int]]:
    fds = array.array("i")
    data, ancillary, _, _ = await link.recvmsg(1 << 17, socket.CMSG_LEN(3 * fds.itemsize), socket.MSG_CMSG_CLOEXEC)
    for level, kind, content in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(content[: len(content) - len(content) % fds.itemsize])
    while b"\n" not in data and len(data) < 1 << 20 and (more := await link.recv(1 << 16)):
        data += more
    with suppress(ValueError):
        asked = json.loads(data.partition(b"\n")[0])
        if isinstance(asked, dict):
            return asked, list(fds)
    return {}, list(fds)
