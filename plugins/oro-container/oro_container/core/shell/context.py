"""`Context`, what a program of the core is given: its process, its ends and the machine it runs on."""

from __future__ import annotations

import posixpath
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ..layers import FileSystem
from ..processes.process import Process
from ..streams.ends import End
from ..tasks.scheduler import pause

if TYPE_CHECKING:
    from ..terminals.terminal import Terminal

__all__ = ("CHUNK", "Context", "Machine", "NotRunnable", "Tool")

CHUNK = 16 * 1024
"""Bytes read at once."""
LONGEST_LINE = 4 << 20


class NotRunnable(Exception):
    """A command cannot be run."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
        """127 where there is none of that name, 126 where it is no program."""


class Machine(Protocol):
    """The machine that starts processes and holds files."""

    files: FileSystem
    home: str
    npmrc: str
    """Settings of npm below those of `.npmrc` files."""
    scripts: bool
    """Whether packages may run scripts while they are installed."""

    def spawn(
        self,
        argv: Sequence[str],
        *,
        parent: int,
        cwd: str,
        env: Mapping[str, str],
        ends: Mapping[int, End],
        group: int | None = None,
    ) -> Process:
        """Start a program; its ends are its own from then on."""
        ...

    def fork(
        self, argv: Sequence[str], body: Tool, *, parent: Process, ends: Mapping[int, End], group: int | None = None
    ) -> Process:
        """Start a coroutine as a process of its own."""
        ...

    async def ended(self, pid: int, parent: int) -> Process:
        """Wait until a child has ended, or is stopped, and return it."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    def signal(self, pid: int, signal: str | int) -> None:
        """Send a signal to a process, or a group as a negative number."""
        ...

    def processes(self) -> Sequence[Process]:
        """Return every process."""
        ...

    def find(self, name: str, env: Mapping[str, str], cwd: str) -> str | None:
        """Return how a command is found: its path, or its name where the core has it."""
        ...

    def now(self) -> float:
        """Return the seconds since 1970."""
        ...

    def ask(self, url: str, headers: Mapping[str, str], done: Callable[[Mapping[str, Any]], None]) -> None:
        """Ask an address; the function is told of `status`, `headers` and `body`, or of `error`, why there are none."""
        ...

    def tell(self, message: dict[str, Any]) -> None:
        """Tell the page of something."""
        ...


class Context:
    """The surroundings of a program of the core.

    Args:
        machine: it runs on.
        process: it is.
        ends: by number.
    """

    def __init__(self, machine: Machine, process: Process, ends: dict[int, End]) -> None:
        self.machine = machine
        self.process = process
        self.ends = ends
        self.name = process.argv[0].rpartition("/")[2]
        self.args = list(process.argv[1:])

    @property
    def files(self) -> FileSystem:
        """The files of the container."""
        return self.machine.files

    @property
    def terminal(self) -> Terminal | None:
        """The terminal its input is, if it is one."""
        end = self.ends.get(0)
        return end.terminal if end else None

    def path(self, name: str) -> str:
        """Return a path as an absolute one."""
        return posixpath.normpath(posixpath.join(self.process.cwd, name)) + (
            "/" if name.endswith("/") and name != "/" else ""
        )

    async def out(self, text: str | bytes) -> None:
        """Write to its output."""
        await self._write(1, text)

    async def err(self, text: str) -> None:
        """Write a line with its name before it to its error output."""
        await self._write(2, f"{self.name}: {text}\n")

    async def read(self) -> bytes:
        """Return the next bytes of its input; `b""` at the end."""
        end = self.ends.get(0)
        return await end.read(CHUNK) if end else b""

    async def input(self, names: Sequence[str]) -> AsyncIterator[bytes]:
        """Yield the bytes of files, or of its input where none is named; `-` is its input."""
        for name in names or ["-"]:
            if name == "-":
                while data := await self.read():
                    yield data
                continue
            data = self.files.read(self.path(name))
            for at in range(0, len(data), CHUNK):
                yield data[at : at + CHUNK]
                await pause()

    async def lines(self, names: Sequence[str]) -> AsyncIterator[bytes]:
        """Yield lines with their ends."""
        async for line in lines_of(self.input(names)):
            yield line

    async def _write(self, fd: int, text: str | bytes) -> None:
        end = self.ends.get(fd)
        if end is not None:
            await end.write(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text)


async def lines_of(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the lines of chunks; a line that is too long comes in pieces."""
    held = b""
    async for chunk in chunks:
        held += chunk
        *lines, held = held.split(b"\n")
        for line in lines:
            yield line + b"\n"
        if len(held) > LONGEST_LINE:
            yield held
            held = b""
    if held:
        yield held


Tool = Callable[[Context], Coroutine[Any, Any, int]]
