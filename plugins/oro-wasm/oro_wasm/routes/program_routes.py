"""Routes about one guest that runs: its start, its pipes, its end. `oro:wasm` uses them."""

from __future__ import annotations

from functools import partial
from typing import Any, TypedDict

import msgspec
from anyio import to_thread

from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json
from oro_framework.service import route
from oro_framework.streams import Watched
from oro_framework.types import ByteStream, Call
from oro_wasm.guests.outcome import Outcome
from oro_wasm.guests.results import results_json
from oro_wasm.guests.start import Start
from oro_wasm.programs.granting import Granting
from oro_wasm.programs.modules import Modules
from oro_wasm.programs.program import Program
from oro_wasm.programs.programs import Programs
from oro_wasm.routes.asked import AskedModule, path_of

__all__ = ("Ended", "Loaded", "ProgramRoutes", "Started")


class Asked(AskedModule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A guest to start, as a page describes it."""

    args: tuple[Any, ...] = ()
    function: str = ""
    """The export to call; empty for the program's own start."""


class Loaded(TypedDict):
    """A module whose bytes the host has."""

    digest: str


class Started(TypedDict):
    """A guest that runs."""

    id: str


class Ended(TypedDict):
    """The end of a guest; results of type i64 are decimal digits, and `NaN` and infinities are texts."""

    code: int
    stopped: str
    trap: dict[str, Any] | None
    results: list[Any]
    types: list[str]
    fuel: int | None


class ProgramRoutes:
    """Guests, from start to end."""

    def __init__(self, programs: Programs, modules: Modules, granting: Granting) -> None:
        self._programs = programs
        self._modules = modules
        self._granting = granting

    @route("wasm.load", permission="wasm", deadline=0, max_body=1 << 30)
    async def load(self, call: Call) -> Loaded:
        """Keep the module in the body, to be named by its digest from then on.

        Raises:
            OSError: it cannot be written.
        """
        return {"digest": await to_thread.run_sync(self._modules.keep, call.body)}

    @route("wasm.start", permission="wasm", deadline=0)
    async def start(self, call: Call) -> Started:
        """Start the guest that the body describes (`Asked`, as JSON). Errors of its module are those of `wasm.wait`.

        If cancelled, it was started or not all the same.

        Raises:
            InvalidArgument: the description is none.
            Denied: the page may not grant what it asks for.
            NotFound: there is no module of that digest.
            Closed: the page went meanwhile; nothing is left running.
        """
        try:
            asked = from_json(call.body, Asked)
        except ValueError as error:
            raise InvalidArgument(f"Cannot start a guest: {error}") from error
        before = self._programs.departures.so_far(call.window)
        resolved = await self._resolved(call, asked)
        self._programs.departures.check(call.window, before, "start a guest")
        program = await self._programs.start(call.window, resolved, asked.id)
        return {"id": program.id}

    @route("wasm.read", permission="wasm", deadline=0)
    async def read(self, call: Call, *, id: str, fd: int = 1) -> ByteStream:
        """Stream what a guest writes to its output (1) or error output (2). Nothing is read ahead of a page.

        Once the stream ends, or the page gives it up, the pipe is closed.

        Raises:
            NoSuchProgram: there is none of that id.
        """
        program = self._program(call, id)
        return ByteStream(Watched(program.read(fd), partial(self._read, program, fd)))

    @route("wasm.take", permission="wasm", deadline=0)
    async def take(self, call: Call, *, id: str, fd: int = 1) -> bytes:
        """Answer with what a guest writes next, 256 KiB at most; with nothing once it has ended.

        If cancelled, nothing was taken.

        Raises:
            NoSuchProgram: there is none of that id.
        """
        program = self._program(call, id)
        data = await program.take(fd)
        self._programs.settle(program)
        return data

    @route("wasm.write", permission="wasm", deadline=0)
    async def write(self, call: Call, *, id: str) -> dict[str, str]:
        """Write the body to a guest's standard input; answered once the pipe has taken it.

        If cancelled, part of it may have been written.

        Raises:
            NoSuchProgram: there is none of that id.
            Closed: it reads no more.
        """
        await self._program(call, id).write(call.body)
        return {}

    @route("wasm.end", permission="wasm", deadline=0)
    async def end(self, call: Call, *, id: str) -> dict[str, str]:
        """Tell a guest that nothing more comes through its standard input, after what is being written.

        Raises:
            NoSuchProgram: there is none of that id.
        """
        await self._program(call, id).end_input()
        return {}

    @route("wasm.close", permission="wasm", deadline=0)
    async def close(self, call: Call, *, id: str, fd: int) -> dict[str, str]:
        """Close a pipe at once, whatever is under way.

        Raises:
            NoSuchProgram: there is none of that id.
        """
        program = self._program(call, id)
        await program.shut(fd)
        self._programs.settle(program)
        return {}

    @route("wasm.wait", permission="wasm", deadline=0)
    async def wait(self, call: Call, *, id: str) -> Ended:
        """Answer when a guest has ended; its output may still be there to read. If cancelled, it runs on.

        Raises:
            NoSuchProgram: there is none of that id.
            NotWebAssembly: its module is none, or not a valid one.
            CannotRun: it needs what this engine, or its grants, do not have.
            NoSuchExport: it has no function of that name.
            BadArguments: the function takes others.
        """
        program = self._program(call, id)
        try:
            return ended(await program.wait())
        finally:
            self._programs.settle(program)

    @route("wasm.kill", permission="wasm")
    async def kill(self, call: Call, *, id: str) -> dict[str, str]:
        """End a guest, whatever it does; `wasm.wait` then answers that it was stopped.

        Raises:
            NoSuchProgram: there is none of that id.
        """
        self._program(call, id).kill()
        return {}

    def _program(self, call: Call, id: str) -> Program:
        return self._programs.held.get(call.window, id)

    async def _read(self, program: Program, fd: int) -> None:
        await program.shut(fd)
        self._programs.settle(program)

    async def _resolved(self, call: Call, asked: Asked) -> Start:
        return Start(
            path=await path_of(asked.path, asked.digest, self._modules, self._granting, "start a guest"),
            digest=asked.digest,
            name=asked.name,
            args=asked.args,
            function=asked.function,
            grants=await self._granting.grants(call, asked.grants),
            limits=self._granting.limits(asked.limits),
        )


def ended(outcome: Outcome) -> Ended:
    """Return how a guest ended, as JSON carries it."""
    return {
        "code": outcome.code,
        "stopped": outcome.stopped,
        "trap": None if outcome.trap is None else msgspec.to_builtins(outcome.trap),
        "results": results_json(outcome.results, outcome.types),
        "types": list(outcome.types),
        "fuel": outcome.fuel,
    }
