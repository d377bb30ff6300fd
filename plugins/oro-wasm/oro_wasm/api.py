"""Guests from Python: for routes, for other plugins, for scripts.

    from oro_wasm.api import guests_of

    @route("words.count")
    async def count(call: Call, *, text: str) -> int:
        guests = await guests_of(call.host)
        done = await guests.run("tools/wc.wasm", "-w", input=text.encode())
        return int(done.stdout)

Outside an app, `async with Guests() as guests:` lends the same.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from os import PathLike
from types import TracebackType
from typing import Any, Protocol, runtime_checkable

import trio
from msgspec import Struct

from oro_framework.errors import Closed, TimedOut, TooLarge, Unsupported
from oro_framework.types import Host
from oro_wasm.engine.cache import Cache, limit_of
from oro_wasm.errors import Trapped
from oro_wasm.folders import cache_folder
from oro_wasm.guests.outcome import Outcome
from oro_wasm.guests.start import Directory, Grants, Limits, Start
from oro_wasm.instances.kept import KeptInstance
from oro_wasm.instances.messages import ExportType, Open
from oro_wasm.programs.program import Program
from oro_wasm.programs.programs import Programs
from oro_wasm.programs.runners import Runners

__all__ = (
    "Completed",
    "Directory",
    "ExportType",
    "Grants",
    "Guests",
    "KeptInstance",
    "Limits",
    "Outcome",
    "Program",
    "Trapped",
    "guests_of",
)

MOST_OUTPUT = 1 << 26
"""Bytes that `run` collects unless told otherwise."""
DEFAULT_GRANTS, DEFAULT_LIMITS = Grants(), Limits()
_PROGRAMS = 1024


class Completed(Struct, frozen=True, kw_only=True):
    """A program that has ended."""

    outcome: Outcome
    stdout: bytes
    stderr: bytes

    @property
    def code(self) -> int:
        """Its exit code."""
        return self.outcome.code


class Guests:
    """Runs programs, calls functions and keeps instances of modules and components, each in a process of its own.

    Args:
        programs: those of an app; without them this is a context manager that has its own.
    """

    def __init__(self, programs: Programs | None = None) -> None:
        self._programs = programs or Programs(_PROGRAMS, Runners(_cache(), 1))
        self._entered = AsyncExitStack()

    async def __aenter__(self) -> Guests:
        await self._entered.enter_async_context(self._programs.running())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every program."""
        await self._entered.__aexit__(kind, error, trace)

    async def start(
        self,
        module: str | PathLike[str],
        *args: str,
        function: str = "",
        grants: Grants = DEFAULT_GRANTS,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Program:
        """Start a program, to be fed, read and waited for; it ends with the app unless it was killed before.

        Args:
            module: its file.
            args: its arguments, without its name.
            function: an export to call in place of the program's start; `args` are then its parameters.
            grants: the folders, variables and the rest that it reaches.
            limits: of memory, time and instructions.

        Raises:
            OSError: there are no descriptors left.
        """
        asked = Start(path=_absolute(module), args=args, function=function, grants=grants, limits=limits)
        return await self._programs.start(None, asked)

    async def run(
        self,
        module: str | PathLike[str],
        *args: str,
        input: bytes = b"",
        grants: Grants = DEFAULT_GRANTS,
        limits: Limits = DEFAULT_LIMITS,
        max_output: int = MOST_OUTPUT,
    ) -> Completed:
        """Run a program to its end. If cancelled, it is ended.

        Args:
            module: its file.
            args: its arguments, without its name.
            input: its standard input.
            grants: the folders, variables and the rest that it reaches.
            limits: of memory, time and instructions; an outcome says when its time was over.
            max_output: bytes of output, and as many of error output, after which it is ended.

        Raises:
            NotWebAssembly: the file is no module or component, or not a valid one.
            CannotRun: it needs what this engine, or its grants, do not have.
            TooLarge: it wrote more.
            OSError: the file cannot be read.
        """
        program = await self.start(module, *args, grants=grants, limits=limits)
        outputs: dict[int, bytearray] = {1: bytearray(), 2: bytearray()}
        try:
            async with trio.open_nursery() as tasks:
                tasks.start_soon(_feed, program, input)
                for number, output in outputs.items():
                    tasks.start_soon(_collect, program, number, output, max_output)
            outcome = await program.wait()
        except* TooLarge as several:
            raise several.exceptions[0] from None
        finally:
            self._forget(program)
        return Completed(outcome=outcome, stdout=bytes(outputs[1]), stderr=bytes(outputs[2]))

    async def call(
        self,
        module: str | PathLike[str],
        function: str,
        *args: Any,
        grants: Grants = DEFAULT_GRANTS,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Any:
        """Call an exported function in a new instance, and return its result; several results as a tuple.

        If cancelled, the function is ended. Its output is dropped.

        Args:
            module: its file.
            function: name of the export.
            args: its parameters.
            grants: the folders, variables and the rest that it reaches.
            limits: of memory, time and instructions.

        Raises:
            NoSuchExport: there is none of that name.
            BadArguments: it takes others.
            Trapped: it could not go on.
            TimedOut: its time was over.
            NotWebAssembly, CannotRun, OSError: as of `run`.
        """
        program = await self.start(module, *args, function=function, grants=grants, limits=limits)
        try:
            for number in (0, 1, 2):
                await program.shut(number)
            outcome = await program.wait()
        finally:
            self._forget(program)
        if outcome.stopped:
            raise TimedOut(f'Cannot finish "{function}" of {module}: its {limits.timeout:g} s are over')
        if outcome.trap is not None:
            raise Trapped(f'Cannot finish "{function}" of {module}: {outcome.trap.message}')
        return outcome.results[0] if len(outcome.results) == 1 else outcome.results or None

    @asynccontextmanager
    async def instance(
        self,
        module: str | PathLike[str],
        *,
        grants: Grants = DEFAULT_GRANTS,
        limits: Limits = DEFAULT_LIMITS,
    ) -> AsyncIterator[KeptInstance]:
        """Open an instance of a module or a component, whose functions are called again and again with its state kept.

            async with guests.instance("counter.wasm") as counter:
                await counter.call("add", 2)

        It ends with the block. Its output goes to the app's error output, and it has no input.

        Args:
            module: its file.
            grants: the folders, variables and the rest that it reaches.
            limits: of memory; of each call, time and instructions.

        Raises:
            Trapped: it could not go on as it started.
            TimedOut: its time was over as it started.
            NotWebAssembly, CannotRun, OSError: as of `run`.
        """
        opened = KeptInstance(Open(path=_absolute(module), grants=grants, limits=limits), self._programs.runners)
        try:
            await opened.open()
            yield opened
        finally:
            await opened.aclose()

    def _forget(self, program: Program) -> None:
        program.kill()
        self._programs.held.discard(None, program.id, program)


@runtime_checkable
class _HasPrograms(Protocol):
    programs: Programs


async def guests_of(host: Host) -> Guests:
    """Return what runs guests in an app.

    Raises:
        Unsupported: oro-wasm does not run in this app.
        PluginUnavailable: it is broken.
    """
    service: object = await host.begin_service("wasm")
    if not isinstance(service, _HasPrograms):
        raise Unsupported("Cannot run WebAssembly: plugin wasm is not active in this app; `oro plugins list` says why")
    return Guests(service.programs)


def _cache() -> Cache:
    return Cache(cache_folder() / "code", limit_of(os.environ))


def _absolute(module: str | PathLike[str]) -> str:
    return os.path.abspath(module)


async def _feed(program: Program, data: bytes) -> None:
    try:
        if data:
            await program.write(data)
    except Closed:  # many programs end before they have read all
        return
    await program.end_input()


async def _collect(program: Program, number: int, output: bytearray, limit: int) -> None:
    async with aclosing(program.read(number)) as chunks:
        async for chunk in chunks:
            output += chunk
            if len(output) > limit:
                raise TooLarge(f"Cannot keep the output of a program: it is over {limit:,} bytes")
