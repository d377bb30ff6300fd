"""Guests of WebAssembly: programs of WASI in processes of oro-wasm, each with the folders it is given and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from oro_framework.errors import Unsupported

if TYPE_CHECKING:
    from oro_wasm.api import Guests, Program

__all__ = ("SharedFolder", "WasmProcess", "need_wasm", "start_wasm")

_MEMORY = 512 << 20


class SharedFolder(Struct, frozen=True):
    """A folder of the machine that a guest sees."""

    host: Path
    guest: str
    writable: bool = False


class WasmProcess:
    """A program of oro-wasm with the methods of a process.

    Args:
        program: the program.
    """

    def __init__(self, program: Program) -> None:
        self._program = program

    async def write(self, data: bytes) -> None:
        """Write to its standard input.

        Raises:
            Closed: it has ended.
        """
        await self._program.write(data)

    async def end_input(self) -> None:
        """End its standard input."""
        await self._program.end_input()

    async def take(self, fd: int) -> bytes:
        """Return the next bytes of its output (1) or error output (2), none at the end."""
        return await self._program.take(fd)

    async def wait(self) -> int:
        """Wait for its end, and return its exit code."""
        return (await self._program.wait()).code

    async def kill(self) -> None:
        """End it, and close its pipes."""
        self._program.kill()
        await self._program.aclose()


def need_wasm() -> None:
    """Check that WebAssembly can be run.

    Raises:
        Unsupported: oro-wasm is not installed.
    """
    if find_spec("oro_wasm") is None:
        raise Unsupported(
            "Cannot run a guest of WebAssembly: oro-wasm is not installed; `pip install oro-wasm` installs it"
        )


async def start_wasm(
    guests: Guests,
    module: Path,
    args: Sequence[str] = (),
    *,
    folders: Sequence[SharedFolder] = (),
    env: Mapping[str, str] | None = None,
    memory: int | None = None,
) -> WasmProcess:
    """Start a program of WASI; it has no network, and sees the folders only.

    Args:
        guests: of oro-wasm.
        module: its file.
        args: its arguments.
        folders: what it sees.
        env: its variables.
        memory: bytes of its memory; 512 MiB when None.
    """
    from oro_wasm.api import Directory, Grants, Limits

    directories = tuple(Directory(host=str(each.host), guest=each.guest, writable=each.writable) for each in folders)
    grants = Grants(directories=directories, env=dict(env or {}))
    limits = Limits(memory=memory or _MEMORY)
    return WasmProcess(await guests.start(module, *args, grants=grants, limits=limits))
